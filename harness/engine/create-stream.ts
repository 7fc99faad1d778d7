import type { IncomingHttpHeaders } from "node:http";
import type { RequestSpec, StreamRoute } from "../protocols/stream-reader.ts";
import { type AnswerHead, answerRecord, maxErrorBody, readHead } from "./answer.ts";
import type { ConnectionEnd } from "./connection-plan.ts";
import { type FaceContext, withTrace } from "./context.ts";
import type { ExchangeEnd } from "./http/exchange.ts";
import { openExchange } from "./http/open-exchange.ts";
import { type Hop, redirectOf } from "./http/redirect.ts";

/** An accepted answer may be this long, in bytes: values are taken from it, so it is read whole. */
const longestAnswer = 4 * 1024 * 1024;

/** The answer to a request that does not ask for a stream. Of a refusal's body the beginning is kept (`maxErrorBody`). */
export interface PlainAnswer {
  readonly head: AnswerHead | null;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly ended: ExchangeEnd;
}

type Asking = Pick<FaceContext, "headers" | "limits" | "timers" | "http2">;

/** Sends a request and follows its redirects. One that leads to another host is not followed: its answer is the last. */
export async function ask(request: RequestSpec, base: URL, face: Asking): Promise<PlainAnswer> {
  const headers = { accept: "application/json", ...request.headers };
  let hop: Hop = { base, request: { ...request, headers }, redirects: 0 };
  for (;;) {
    const answer = await askOnce(hop, face);
    const redirect = answer.head && redirectOf(hop, answer.head.status, answer.headers.location);
    if (!redirect) return answer;
    if ("refused" in redirect) return { ...answer, ended: { why: "closed", error: redirect.refused } };
    hop = redirect.to;
  }
}

async function askOnce({ base, request }: Hop, { headers, limits, timers, http2 }: Asking): Promise<PlainAnswer> {
  let head: AnswerHead | null = null;
  let answered: IncomingHttpHeaders = {};
  let body = "";
  let most = maxErrorBody;
  let isLonger = false;
  const exchange = openExchange(
    { base, request, headers, limits, timers, http2 },
    {
      onAnswer(status, answerHeaders) {
        head = readHead(status, answerHeaders);
        answered = answerHeaders;
        if (status >= 200 && status < 300) most = longestAnswer;
      },
      onBytes(bytes, from, to) {
        if (body.length < most) body += bytes.toString("latin1", from, to);
        else {
          isLonger = true;
          exchange.cut();
        }
      },
    },
  );
  const wholeMs = limits.answerMs + limits.idleMs; // an endless answer is never silent
  const limit = setTimeout(() => exchange.expire(`its answer did not end in ${wholeMs} ms`), wholeMs);
  const end = await exchange.ended;
  clearTimeout(limit);
  const ended = isLonger ? endOfLonger(most) : end;
  return { head, headers: answered, body: Buffer.from(body, "latin1").toString("utf8"), ended };
}

/** How an exchange ended that we left because of its length: of a refusal we know enough, an accepted answer we cannot use. */
function endOfLonger(most: number): ExchangeEnd {
  return most === longestAnswer
    ? { why: "error", error: `its answer is longer than ${longestAnswer} bytes` }
    : { why: "closed" };
}

/**
 * Sends the requests that make a stream, before it is opened.
 *
 * @returns null when the stream exists; else how the attempt ended, which is then recorded as the stream's failed start
 */
export async function createStream(
  route: StreamRoute,
  { s, c, due }: { readonly s: number; readonly c: number; readonly due: number },
  base: URL,
  face: FaceContext,
): Promise<ConnectionEnd | null> {
  const at = face.now();
  for (const [number, step] of route.steps.entries()) {
    const { head, headers, body, ended } = await ask(withTrace(step.request(), s, `${c}.${number}`, face), base, face);
    const accepted = head !== null && head.status >= 200 && head.status < 300 && ended.why === "closed";
    const wrong = accepted ? step.take(body, headers) : null;
    if (accepted && wrong === null) continue;
    const why = accepted ? "error" : head === null || ended.why !== "closed" ? ended.why : "refused";
    const error = wrong ?? ended.error;
    face.sink.write({ k: "conn", s, c, at, kind: "start", due, instance: base.host });
    if (head) face.sink.write(answerRecord(s, c, face.now(), head, face.protocol.readRefusal?.(body)));
    const close = { k: "close", s, c, at: face.now(), why, bytes: Buffer.byteLength(body), events: 0 } as const;
    face.sink.write(error === undefined ? close : { ...close, error });
    return { why, head, token: null, delivered: false, partial: false, gone: false, retryMs: null };
  }
  return null;
}
