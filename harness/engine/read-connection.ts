import type { IncomingHttpHeaders } from "node:http";
import type { CutPlace } from "../history/records.ts";
import type { PlannedCut } from "../plan/face-plan.ts";
import type { EventFacts } from "../protocols/event-facts.ts";
import type { StreamReader } from "../protocols/stream-reader.ts";
import type { SseEvent } from "../sse/sse-event.ts";
import { createSseParser, type SseHandlers, type SseParser } from "../sse/sse-parser.ts";
import { messageOf } from "../thrown.ts";
import { type AnswerHead, answerRecord, maxErrorBody, readHead } from "./answer.ts";
import type { ConnectionEnd, ConnectionOwner, ConnectionPlan } from "./connection-plan.ts";
import type { FaceContext } from "./context.ts";
import { placeOfCut } from "./cut-place.ts";
import { isResumableClose, saysGone, whyEnded } from "./end-of-connection.ts";
import { EventColumns } from "./events/event-columns.ts";
import { never, type Timed } from "./face-timers.ts";
import type { Exchange, ExchangeEnd, ExchangeHandlers } from "./http/exchange.ts";
import { openExchange } from "./http/open-exchange.ts";
import { type Hop, redirectOf } from "./http/redirect.ts";
import { leakIn } from "./leaked-secrets.ts";
import { cutLimitMs, firstLimitMs, hasLookedEnough, limitPassed } from "./reading-limits.ts";

/** How long a server may take to close after the last event, in milliseconds. Then the client hangs up. */
const closeAfterFinalMs = 2_000;
/** The event after which a slow reader pauses, counted on each connection. */
const stallsBehind = 3;

/** Sends one request, reads its stream to the planned cut or the end, and records all of it. */
export function readConnection(plan: ConnectionPlan, face: FaceContext): Promise<ConnectionEnd> {
  return new Connection(plan, face).read();
}

/**
 * One object instead of closures: what an event touches lies together, for ten thousand streams a tenth of their memory.
 *
 * It stays in one file for the same reason: `onBytes`, `onEvent` and `#take` run for each event (docs/benchmarks.md, part a), and a
 * part that is taken out would be one more object a stream or one more call an event.
 */
class Connection implements ExchangeHandlers, SseHandlers, Timed {
  limitAt = never;
  readonly #s: number;
  readonly #c: number;
  readonly #face: FaceContext;
  readonly #reader: StreamReader;
  readonly #mode: ConnectionPlan["cut"];
  readonly #cut: PlannedCut | null;
  readonly #owner: ConnectionOwner;
  readonly #resumes: boolean;
  readonly #columns: EventColumns;
  readonly #parser: SseParser;
  #exchange: Exchange;
  /** The request, while a redirect may still ask for another. Kept no longer: it is larger than the rest of this object. */
  #hop: Hop | null;
  #nextHop: Hop | null = null;
  #isStream = false;
  /** How many bytes may still be read before the cut; null while the cut is not due. */
  #bytesLeft: number | null;
  #bytes = 0;
  #delivered = false;
  #complete = false;
  #gone = false;
  #retryMs: number | null = null;
  #token: ConnectionEnd["token"] = null;
  #head: AnswerHead | null = null;
  #body = "";
  /** Why its bytes could not be read as an event stream. */
  #readError: string | null = null;
  /** Why its redirect was not followed. */
  #redirectError: string | null = null;
  #hangUpTimer: NodeJS.Timeout | undefined;
  readonly #stallMs: number;
  readonly #intervalMs: number;
  #pauseTimer: NodeJS.Timeout | undefined;
  /** Events of the stream so far, counted only where the client is to pause. */
  #streamEvents = 0;
  /** Where it was really cut, if the planned place had to be searched for in the bytes. */
  #cutAt: CutPlace | null = null;

  constructor(
    { s, c, base, request, reader, cut, owner, resumes, headers, stallMs = 0, intervalMs = 0 }: ConnectionPlan,
    face: FaceContext,
  ) {
    this.#s = s;
    this.#c = c;
    this.#face = face;
    this.#reader = reader;
    this.#mode = cut;
    this.#cut = typeof cut === "string" ? null : cut;
    this.#owner = owner;
    this.#resumes = resumes === true;
    this.#stallMs = stallMs;
    this.#intervalMs = intervalMs;
    this.#bytesLeft = this.#cut?.where === "first-byte" ? this.#cut.extraBytes : null;
    this.#columns = new EventColumns(face.sink, s, c, reader.marks === true);
    this.#parser = createSseParser(this);
    const hop = { base, request, redirects: 0 };
    this.#hop = reader.route ? hop : null;
    this.#exchange = this.#open(hop, headers);
  }

  #open({ base, request }: Hop, own?: Readonly<Record<string, string>>): Exchange {
    const { limits, timers, headers, http2 } = this.#face;
    return openExchange(
      { base, request, headers: own ? { ...headers, ...own } : headers, limits, timers, http2 },
      this,
    );
  }

  onSent(): void {
    if (this.#mode === "before-answer") setImmediate(() => this.#exchange.cut());
  }

  onAnswer(status: number, headers: IncomingHttpHeaders): void {
    const redirect = this.#hop && redirectOf(this.#hop, status, headers.location);
    this.#hop = null;
    if (redirect && "to" in redirect) {
      this.#nextHop = redirect.to;
      this.#exchange.cut();
      return;
    }
    if (redirect) this.#redirectError = redirect.refused;
    const face = this.#face;
    const head = readHead(status, headers, face.protocol);
    this.#head = head;
    if (head.requestId !== undefined) this.#reader.requestId ??= head.requestId;
    if (!head.isStream) {
      this.#gone = saysGone(status, { resumes: this.#resumes, route: this.#reader.route });
      return;
    }
    this.#isStream = true;
    this.#reader.answered?.(headers);
    this.#owner.onStream?.();
    face.sink.write(answerRecord(this.#s, this.#c, face.now(), head));
    this.limitAt = face.timers.in(
      this.#bytesLeft === null ? firstLimitMs(this.#mode, face.limits) : cutLimitMs(this.#intervalMs, face.limits),
    );
    face.timers.add(this);
    if (this.#mode === "at-stream") this.#exchange.cut();
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
      this.#readError = messageOf(error);
      this.#exchange.cut();
    }
  }

  onEvent(event: SseEvent): void {
    this.#take(this.#reader.read(event));
    for (let more = this.#reader.more?.(); more; more = this.#reader.more?.()) this.#take(more);
  }

  onIdAlone(block: SseEvent): void {
    this.#reader.idAlone?.(block);
  }

  #take(facts: EventFacts): void {
    const face = this.#face;
    this.#columns.add(facts, face.now());
    face.live.events++;
    if (this.#mode !== "look" && this.#mode !== "after-end") this.limitAt = face.timers.in(face.limits.eventMs);
    else if (hasLookedEnough(this.#mode, this.#columns.total)) this.#exchange.cut();
    if (facts.token) this.#takeToken(facts.token);
    if (facts.gone && !this.#complete) return this.#takeGone();
    if (facts.dropped) return;
    if (facts.seq >= 0 || facts.index >= 0) this.#delivered = true; // a token alone is not progress
    if (facts.final && !this.#complete) {
      this.#complete = true;
      if (this.#reader.route?.ends?.byCount) {
        this.#parser.stop(); // the stream goes on; the client leaves, because it has enough
        this.#exchange.cut();
      } else this.#hangUpTimer = setTimeout(() => this.#exchange.cut(), closeAfterFinalMs);
    }
    if (this.#stallMs > 0 && ++this.#streamEvents === stallsBehind) this.#stall();
    const cut = this.#cut;
    if (cut !== null && this.#bytesLeft === null && facts.index >= cut.afterIndex && !facts.final) {
      this.#bytesLeft = cut.where === "after-event" ? 0 : cut.where === "mid-event" ? cut.extraBytes : 1;
      this.#parser.stop();
    }
  }

  /** Reads nothing for a while, as a busy client does. */
  #stall(): void {
    this.limitAt = never;
    this.#exchange.pause();
    this.#pauseTimer = setTimeout(() => {
      this.limitAt = this.#face.timers.in(this.#face.limits.eventMs);
      this.#face.timers.move(this);
      this.#exchange.resume();
    }, this.#stallMs);
  }

  onRetry(ms: number): void {
    this.#retryMs = ms;
  }

  onLimit(): void {
    if (this.#bytesLeft !== null) return this.#cutWithoutBytes();
    const error = limitPassed(this.#mode, this.#face.limits);
    if (error === null) this.#exchange.cut();
    else this.#exchange.expire(error);
  }

  /** The bytes that the cut was to fall in do not come. */
  #cutWithoutBytes(): void {
    if (this.#cut?.where !== "first-byte") this.#cutAt ??= "after-event";
    this.#exchange.cut(this.#cut?.how);
  }

  onStop(): void {} // the exchange is stopped by the same signal

  async read(): Promise<ConnectionEnd> {
    let ended = await this.#exchange.ended;
    while (this.#nextHop !== null) {
      this.#hop = this.#nextHop;
      this.#nextHop = null;
      this.#exchange = this.#open(this.#hop);
      ended = await this.#exchange.ended;
    }
    return this.#close(ended);
  }

  #close(ended: ExchangeEnd): ConnectionEnd {
    const face = this.#face;
    clearTimeout(this.#hangUpTimer);
    clearTimeout(this.#pauseTimer);
    face.timers.delete(this);
    this.#columns.flush();
    const head = this.#head;
    if (head && !head.isStream) this.#recordRefusal(head);
    const seen = {
      ended: ended.why,
      head,
      complete: this.#complete,
      gone: this.#gone,
      broken: this.#readError !== null,
      cutIsDue: this.#bytesLeft !== null,
      halfEvent: this.#parser.halfEvent,
    };
    const { route } = this.#reader;
    const why = whyEnded(seen, route?.ends);
    const resumable = isResumableClose(why, seen, route);
    const error = this.#readError ?? this.#redirectError ?? ended.error;
    face.sink.write({
      ...{ k: "close", s: this.#s, c: this.#c, at: face.now(), why, bytes: this.#bytes, events: this.#columns.total },
      ...(error === undefined ? {} : { error }),
      ...(ended.unreadable ? { unreadable: true as const } : {}),
      ...(resumable ? { resumable } : {}),
      ...(why === "cut" && this.#cut?.how
        ? { cut: { how: this.#cut.how, where: this.#cutAt ?? this.#cut.where } }
        : {}),
    });
    const learned = { head, token: this.#token, delivered: this.#delivered, retryMs: this.#retryMs };
    return { why, resumable, ...learned, partial: head?.partial === true, gone: this.#gone };
  }

  /** The server cannot go on from this client's cursor, so what follows is of no use to it. */
  #takeGone(): void {
    this.#gone = true;
    this.#parser.stop();
    this.#exchange.cut();
  }

  #takeToken(token: NonNullable<ConnectionEnd["token"]>): void {
    this.#token = token;
    this.#face.sink.write({ k: "token", s: this.#s, c: this.#c, at: this.#face.now(), ...token.claims });
  }

  /** Feeds the parser. Once the planned event has come, it only counts the bytes that the cut still allows. */
  #readBytes(bytes: Buffer, from: number, to: number): void {
    let read = from;
    if (this.#bytesLeft === null) {
      read = this.#parser.push(bytes, from, to);
      if (this.#bytesLeft === null) return;
    }
    const cut = this.#cut;
    if (cut?.how && read < to) this.#cutAt = placeOfCut(cut.where, bytes, read, to);
    this.#bytesLeft -= to - read;
    if (this.#bytesLeft <= 0) return this.#exchange.cut(cut?.how);
    this.limitAt = this.#face.timers.in(cutLimitMs(this.#intervalMs, this.#face.limits));
    this.#face.timers.move(this);
  }

  #recordRefusal(head: AnswerHead): void {
    const { secrets, protocol, sink } = this.#face;
    const guarded = { secrets, tokens: this.#owner.tokens, protocol };
    const leak = head.status === 200 ? null : leakIn(this.#body, guarded);
    const said = protocol.readRefusal?.(this.#body);
    const record = answerRecord(this.#s, this.#c, this.#face.now(), head, said, leak);
    sink.write(this.#gone ? { ...record, gone: true } : record);
  }
}
