import type { IncomingHttpHeaders } from "node:http";
import type { CloseRecord } from "../history/records.ts";
import type { PlannedCut } from "../plan/face-plan.ts";
import type { RefusalNotes, RequestSpec, StreamReader, TokenClaims } from "../protocols/protocol.ts";
import type { SseEvent } from "../sse/sse-event.ts";
import { createSseParser, type SseHandlers, type SseParser } from "../sse/sse-parser.ts";
import { type AnswerHead, answerRecord, maxErrorBody, readHead } from "./answer.ts";
import type { FaceContext } from "./context.ts";
import { EventColumns } from "./event-columns.ts";
import type { Exchange, ExchangeEnd, ExchangeHandlers } from "./exchange.ts";
import { never, type Timed } from "./face-timers.ts";
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
  /** Told when the answer is a stream. */
  readonly onStream?: () => void;
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
export function readConnection(plan: ConnectionPlan, face: FaceContext): Promise<ConnectionEnd> {
  return new Connection(plan, face).read();
}

/** One object instead of closures: what an event touches lies together, for ten thousand streams a tenth of their memory. */
class Connection implements ExchangeHandlers, SseHandlers, Timed {
  limitAt = never;
  readonly #plan: ConnectionPlan;
  readonly #face: FaceContext;
  readonly #reader: StreamReader;
  readonly #cut: PlannedCut | null;
  readonly #columns: EventColumns;
  readonly #parser: SseParser;
  readonly #exchange: Exchange;
  #isStream = false;
  /** Bytes that may still be read before a cut in the middle of an event; null while the cut is not due. */
  #bytesLeft: number | null;
  #bytes = 0;
  #delivered = 0;
  #complete = false;
  #token: ConnectionEnd["token"] = null;
  #head: AnswerHead | null = null;
  #body = "";
  #broken: string | null = null;
  #hangUp: NodeJS.Timeout | undefined;

  constructor(plan: ConnectionPlan, face: FaceContext) {
    this.#plan = plan;
    this.#face = face;
    this.#reader = plan.reader;
    this.#cut = typeof plan.cut === "string" ? null : plan.cut;
    this.#bytesLeft = this.#cut?.where === "first-byte" ? this.#cut.extraBytes : null;
    this.#columns = new EventColumns(face.sink, plan.s, plan.c, plan.reader.marks === true);
    this.#parser = createSseParser(this);
    const { base, request } = plan;
    const { limits, timers } = face;
    this.#exchange = openExchange(
      { base, request, headers: { ...face.headers, ...plan.headers }, limits, timers },
      this,
    );
  }

  onSent(): void {
    if (this.#plan.cut === "before-answer") setImmediate(() => this.#exchange.cut());
  }

  onAnswer(status: number, headers: IncomingHttpHeaders): void {
    const face = this.#face;
    const head = readHead(status, headers, face.protocol);
    this.#head = head;
    if (head.requestId !== undefined) this.#reader.requestId ??= head.requestId;
    if (!head.isStream) return;
    this.#isStream = true;
    this.#reader.answered?.(headers);
    this.#plan.onStream?.();
    face.sink.write(answerRecord(this.#plan.s, this.#plan.c, face.now(), head));
    this.limitAt = face.timers.in(face.limits.eventMs);
    face.timers.add(this);
    if (this.#plan.cut === "at-stream") this.#exchange.cut();
  }

  onBytes(bytes: Buffer, from: number, to: number): void {
    this.#bytes += to - from;
    if (!this.#isStream) {
      if (this.#body.length < maxErrorBody) this.#body += bytes.toString("utf8", from, to);
      return;
    }
    try {
      this.#readBytes(bytes, from, to);
    } catch (error) {
      this.#broken = error instanceof Error ? error.message : String(error);
      this.#exchange.cut();
    }
  }

  onEvent(event: SseEvent): void {
    const face = this.#face;
    const facts = this.#reader.read(event);
    this.#columns.add(facts, face.now());
    face.live.events++;
    this.limitAt = face.timers.in(face.limits.eventMs);
    if (facts.token) this.#takeToken(facts.token);
    if (facts.dropped) return;
    if (facts.seq >= 0 || facts.index >= 0) this.#delivered++; // a token alone brings nobody further
    if (facts.final && !this.#complete) {
      this.#complete = true;
      this.#hangUp = setTimeout(() => this.#exchange.cut(), closeAfterFinalMs);
    }
    const cut = this.#cut;
    if (cut !== null && this.#bytesLeft === null && facts.index >= cut.afterIndex && !facts.final) {
      this.#bytesLeft = cut.where === "mid-event" ? cut.extraBytes : 0;
      this.#parser.stop();
    }
  }

  onLimit(): void {
    this.#exchange.expire(`no event in ${this.#face.limits.eventMs} ms`);
  }

  onStop(): void {} // the exchange is told

  async read(): Promise<ConnectionEnd> {
    const { s, c } = this.#plan;
    const face = this.#face;
    const ended = await this.#exchange.ended;
    clearTimeout(this.#hangUp);
    face.timers.delete(this);
    this.#columns.flush();
    const head = this.#head;
    const refusal = head && !head.isStream ? this.#takeRefusal(head) : {};
    // A cut that was due, and the server had not so many bytes left: it came before the cut, and is as good.
    const cutIsDue = this.#bytesLeft !== null && ended.why === "closed" && this.#isStream;
    const why = cutIsDue ? "cut" : whyOf(ended, head, this.#complete, this.#broken);
    const error = this.#broken ?? ended.error;
    const last = { k: "close", s, c, at: face.now(), why, bytes: this.#bytes, events: this.#columns.total } as const;
    face.sink.write({
      ...last,
      ...(error === undefined ? {} : { error }),
      ...(ended.unreadable ? { unreadable: true as const } : {}),
    });
    const { code = null, reason = null } = refusal;
    return { why, head, code, reason, token: this.#token, delivered: this.#delivered };
  }

  #takeToken(token: NonNullable<ConnectionEnd["token"]>): void {
    this.#token = token;
    const { s, c } = this.#plan;
    this.#face.sink.write({ k: "token", s, c, at: this.#face.now(), ...token.claims });
  }

  /** Feeds the parser; once the planned event has come, only so much more as the cut allows. */
  #readBytes(bytes: Buffer, from: number, to: number): void {
    let read = from;
    if (this.#bytesLeft === null) {
      read = this.#parser.push(bytes, from, to);
      if (this.#bytesLeft === null) return;
    }
    this.#bytesLeft -= to - read;
    if (this.#bytesLeft <= 0) this.#exchange.cut();
  }

  #takeRefusal(head: AnswerHead): RefusalNotes {
    const { secrets, protocol, sink } = this.#face;
    const guarded = { secrets, tokens: this.#plan.tokens, protocol };
    const leak = head.status === 200 ? null : leakIn(this.#body, guarded);
    const said = protocol.readRefusal?.(this.#body) ?? {};
    sink.write(answerRecord(this.#plan.s, this.#plan.c, this.#face.now(), head, said, leak));
    return said;
  }
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
