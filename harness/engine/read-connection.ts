import type { CloseRecord } from "../history/records.ts";
import type { PlannedCut } from "../plan/face-plan.ts";
import type { RequestSpec, StreamReader, TokenClaims } from "../protocols/protocol.ts";
import { createSseParser } from "../protocols/sse-parser.ts";
import { type AnswerHead, answerRecord, maxErrorBody, readErrorBody, readHead } from "./answer.ts";
import type { FaceContext } from "./context.ts";
import { EventColumns } from "./event-columns.ts";
import type { ExchangeEnd } from "./exchange.ts";
import { leakIn } from "./leaks.ts";
import { openExchange } from "./open-exchange.ts";

export interface ConnectionPlan {
  readonly s: number;
  readonly c: number;
  readonly base: URL;
  readonly request: RequestSpec;
  readonly reader: StreamReader;
  /** `before-answer` hangs up as soon as the request is sent, `at-stream` as soon as the answer is a stream. */
  readonly cut: PlannedCut | "before-answer" | "at-stream" | null;
  /** Tokens that must not be found in an error body. */
  readonly tokens: Iterable<string>;
  /** Sent over the face's headers. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** How one connection ended, and what its client learned. */
export interface ConnectionEnd {
  readonly why: CloseRecord["why"];
  readonly head: AnswerHead | null;
  readonly code: string | null;
  readonly reason: string | null;
  /** The newest token seen on it. */
  readonly token: { readonly raw: string; readonly claims: TokenClaims } | null;
  /** Events of the stream that reached the application. */
  readonly delivered: number;
}

/** How long a server may take to close after the last event, in milliseconds; then we hang up. */
const closeAfterFinalMs = 2_000;

/** Sends one request, reads its stream to the planned cut or the end, and records all of it. */
export async function readConnection(plan: ConnectionPlan, face: FaceContext): Promise<ConnectionEnd> {
  const { s, c, reader, cut } = plan;
  const columns = new EventColumns(face.sink, s, c);
  let head: AnswerHead | null = null;
  let body = "";
  let bytes = 0;
  let delivered = 0;
  let token: ConnectionEnd["token"] = null;
  let complete = false;
  let broken: string | null = null;
  let hangUp: NodeJS.Timeout | undefined;
  const planned = typeof cut === "string" ? null : cut;
  /** Bytes that may still be read before a cut in the middle of an event; null while the cut is not due. */
  let bytesLeft: number | null = planned?.where === "first-byte" ? planned.extraBytes : null;

  const parser = createSseParser({
    onEvent(event) {
      const facts = reader.read(event);
      columns.add(facts, face.now());
      face.live.events++;
      eventLimit.limitAt = face.timers.in(face.limits.eventMs);
      if (facts.token) {
        token = facts.token;
        face.sink.write({ k: "token", s, c, at: face.now(), ...facts.token.claims });
      }
      if (facts.dropped) return;
      if (facts.seq >= 0 || facts.index >= 0) delivered++; // a token alone brings nobody further
      if (facts.final && !complete) {
        complete = true;
        hangUp = setTimeout(() => exchange.cut(), closeAfterFinalMs);
      }
      if (planned && bytesLeft === null && facts.index >= planned.afterIndex && !facts.final) {
        bytesLeft = planned.where === "mid-event" ? planned.extraBytes : 0;
        parser.stop();
      }
    },
  });

  const exchange = openExchange(
    {
      base: plan.base,
      request: plan.request,
      headers: { ...face.headers, ...plan.headers },
      limits: face.limits,
      timers: face.timers,
    },
    {
      ...(cut === "before-answer" ? { onSent: () => setImmediate(() => exchange.cut()) } : {}),
      onAnswer(status, headers) {
        head = readHead(status, headers);
        if (head.requestId !== undefined) reader.requestId ??= head.requestId;
        if (!head.isStream) return;
        face.sink.write(answerRecord(s, c, face.now(), head, ""));
        eventLimit.limitAt = face.timers.in(face.limits.eventMs);
        face.timers.add(eventLimit);
        if (cut === "at-stream") exchange.cut();
      },
      onBytes(chunk) {
        bytes += chunk.length;
        if (!head?.isStream) {
          if (body.length < maxErrorBody) body += chunk.toString("utf8");
          return;
        }
        try {
          readBytes(chunk);
        } catch (error) {
          broken = error instanceof Error ? error.message : String(error);
          exchange.cut();
        }
      },
    },
  );

  const eventLimit = {
    limitAt: Number.POSITIVE_INFINITY,
    onLimit: () => exchange.expire(`no event in ${face.limits.eventMs} ms`),
    onStop() {}, // the exchange is told
  };

  /** Feeds the parser; once the planned event has come, only so much more as the cut allows. */
  function readBytes(chunk: Buffer): void {
    let rest = chunk;
    if (bytesLeft === null) {
      const read = parser.push(rest);
      if (bytesLeft === null) return;
      rest = rest.subarray(read);
    }
    bytesLeft -= rest.length;
    if (bytesLeft <= 0) exchange.cut();
  }

  const ended = await exchange.ended;
  clearTimeout(hangUp);
  face.timers.delete(eventLimit);
  columns.flush();
  const answered = head as AnswerHead | null;
  if (answered && !answered.isStream) {
    const guarded = { secrets: face.secrets, tokens: plan.tokens, protocol: face.protocol };
    const leak = answered.status === 200 ? null : leakIn(body, guarded);
    face.sink.write(answerRecord(s, c, face.now(), answered, body, leak));
  }
  // A cut that was due, and the server had not so many bytes left: it came before the cut, and is as good.
  const cutIsDue = bytesLeft !== null && ended.why === "closed" && answered?.isStream === true;
  const why = cutIsDue ? "cut" : whyOf(ended, answered, complete, broken);
  const error = broken ?? ended.error;
  const last = { k: "close", s, c, at: face.now(), why, bytes, events: columns.total } as const;
  face.sink.write(error === undefined ? last : { ...last, error });
  const refusal = answered && !answered.isStream ? readErrorBody(body) : {};
  return { why, head: answered, code: refusal.code ?? null, reason: refusal.reason ?? null, token, delivered };
}

function whyOf(
  ended: ExchangeEnd,
  head: AnswerHead | null,
  complete: boolean,
  broken: string | null,
): CloseRecord["why"] {
  if (broken !== null) return "error";
  if (complete) return "complete";
  if (head && !head.isStream && ended.why !== "aborted") return "refused";
  return ended.why;
}
