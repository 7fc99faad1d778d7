import { FLAG } from "../history/event-flags.ts";
import type { FaceInfo } from "../history/face-info.ts";
import type { DocumentRecord, UnprovedRecord } from "../history/proof-records.ts";
import type {
  AnswerRecord,
  CloseRecord,
  ConnRecord,
  DoneRecord,
  EventsRecord,
  StreamRecord,
} from "../history/records.ts";
import type { ProtocolTerms } from "../history/terms.ts";
import {
  answerName,
  type Connection,
  isEligible,
  isStream,
  judgeAnswer,
  mayClose,
  outcomeOf,
  showsSymptom,
} from "./attempt.ts";
import { DeliveryCheck } from "./delivery.ts";
import type { FaceTotals } from "./face-totals.ts";
import type { FindingKind, Told } from "./findings.ts";
import type { LossWindows } from "./loss-windows.ts";
import type { Observer } from "./observer.ts";
import { Outline } from "./outline.ts";
import { type FindingPlace, PlaceInStream } from "./place.ts";

/** Where a stream's verdicts go. */
export interface StreamSinks {
  readonly face: FaceInfo;
  readonly totals: FaceTotals;
  readonly observer: Observer;
  readonly losses: LossWindows;
}

/** Statuses from here on are errors of the server's own (RFC 9110, 15.6). */
const serverErrors = 500;

/** A start that is sent this much after its time is late: the load generator did not keep the schedule. In milliseconds. */
const lateArrivalMs = 500;

/** Judges one stream, record by record. What it keeps does not grow with the stream's length. */
export class StreamCheck {
  readonly #stream: StreamRecord;
  readonly #sinks: StreamSinks;
  readonly #delivery: DeliveryCheck;
  readonly #open = new Map<number, Connection>();
  readonly #outline = new Outline();
  readonly #place: PlaceInStream;
  /** Where each gap in the ids was noticed, in their order: what is still missing at the end was lost there. */
  readonly #gaps: { readonly to: number; readonly place: FindingPlace | null }[] = [];
  /** An attempt that was refused for now: the next one may take its place. */
  #pending: Connection | null = null;
  #current: Connection | null = null;
  #requestId: string | null = null;
  #wantedSince: number | null = null;
  #sawFirst = false;
  /** It had an answer that is a stream. */
  #joined = false;
  #trimmed = false;
  #partial = false;
  #refused = false;
  /** Without a last event, in the way in which its protocol lets streams end. */
  #endedByServer = false;
  #hasToken = false;
  #toldUnavailable = false;
  #connections = 0;
  #tainted = false;
  #found = false;
  /** Proofs that did not work out for this stream. */
  readonly #unproved = new Map<string, string>();
  /** None of its proofs worked out, so nothing is said of it. */
  #isUnproved: boolean;
  #document: DocumentRecord | null = null;
  #anyNumbered = false;
  #gotPayload = false;
  /** Every flag that one of its events had. */
  #flags = 0;

  constructor(stream: StreamRecord, sinks: StreamSinks) {
    this.#stream = stream;
    this.#sinks = sinks;
    const { firstPayload } = sinks.face.protocol;
    this.#delivery = new DeliveryCheck((kind, seq, told, count) => this.#find(kind, seq, told, count), firstPayload);
    this.#place = new PlaceInStream({ timed: sinks.face.eventTimes !== "body" });
    this.#isUnproved = !isProvable(sinks.face, this.#unproved);
    sinks.observer.streamOpened(stream.due);
  }

  conn(conn: ConnRecord): void {
    if (conn.c !== this.#connections++) this.taint();
    this.#outline.conn(conn);
    if (conn.c === 0 && this.#stream.role !== "restart" && conn.at - this.#stream.due > lateArrivalMs)
      this.#sinks.totals.lateArrivals++;
    const wanted = conn.kind === "resume" && conn.intent !== "probe";
    if (wanted) this.#settlePending(conn.retry !== undefined && conn.retry > 0);
    if (wanted && conn.intent !== "withdrawn" && (conn.retry ?? 0) === 0) {
      this.#wantedSince = conn.due;
      this.#place.cut();
    }
    this.#open.set(conn.c, {
      conn,
      answer: null,
      close: null,
      read: 0,
      delivered: 0,
      firstEventAt: null,
      lastEventAt: null,
      redelivered: 0,
      payloadsTrimmed: 0,
      gone: false,
      findings: 0,
      superseded: false,
      tainted: this.#tainted || this.#isUnproved,
    });
    this.#sinks.totals.requests++;
  }

  answer(answer: AnswerRecord): void {
    const open = this.#open.get(answer.c);
    if (!open) return;
    open.answer = answer;
    open.gone = answer.gone === true;
    this.#outline.answer(answer, answerName(open));
    this.#requestId ??= answer.rid ?? null;
    if (open.conn.intent === "withdrawn") return;
    if (isStream(answer) && open.conn.intent !== "probe") {
      const { token, from = -1 } = open.conn;
      const cursor = open.conn.kind === "start" ? -1 : Math.max(token?.seq ?? -1, from);
      if (this.#stream.role === "reader" && !this.#joined) this.#delivery.joinBehind(cursor);
      this.#joined = true;
      this.#delivery.connect({ cursor, partial: answer.partial === true });
    }
    this.#current = open;
    this.#place.answer(open.conn, answer);
    for (const { kind, ...told } of judgeAnswer(open, this.#sinks.face)) this.#find(kind, -1, told);
    this.#place.opened();
  }

  events(record: EventsRecord): void {
    const open = this.#open.get(record.c);
    const { totals, observer, face } = this.#sinks;
    totals.eventsReceived += record.seq.length;
    observer.events(record.at);
    if (!open) return;
    open.read += record.seq.length;
    this.#outline.events(record.c, record.seq.length, record.at.at(-1) ?? 0);
    if (open.conn.intent === "probe") return this.#lookedAt(open, record);
    if (open.conn.intent === "withdrawn") return;
    this.#current = open;
    const delivery = this.#delivery;
    const before = {
      delivered: delivery.delivered,
      redelivered: delivery.redelivered,
      trimmed: delivery.payloadsTrimmed,
      missing: delivery.missing,
    };
    const timed = face.eventTimes !== "body";
    let all = 0;
    let highest = -1;
    let last = open.lastEventAt ?? open.answer?.at ?? record.at[0] ?? 0;
    open.firstEventAt ??= record.at[0] ?? null;
    for (let i = 0; i < record.seq.length; i++) {
      const seq = record.seq[i] as number;
      const at = record.at[i] as number;
      const flags = record.fl[i] as number;
      this.#place.event(at);
      if (timed && at - last > face.limits.silenceMs) this.#stalled(at - last);
      last = at;
      all |= flags;
      if ((flags & FLAG.gone) !== 0) {
        this.#gone(open, at);
        continue;
      }
      highest = Math.max(highest, seq);
      const { gaps } = delivery;
      delivery.event(seq, record.idx[i] as number, flags);
      if (delivery.gaps !== gaps) this.#gaps.push({ to: seq - 1, place: this.#place.now });
      if ((flags & (FLAG.token | FLAG.resumeUnavailable)) !== 0) this.#heardOfResume(flags);
      if ((flags & FLAG.final) !== 0 && (flags & FLAG.dropped) === 0) this.#partial ||= open.answer?.partial === true;
    }
    this.#flags |= all;
    this.#anyNumbered ||= highest >= 0;
    this.#gotPayload ||= highest >= face.protocol.firstPayload;
    open.lastEventAt = last;
    open.delivered += delivery.delivered - before.delivered;
    open.redelivered += delivery.redelivered - before.redelivered;
    open.payloadsTrimmed += delivery.payloadsTrimmed - before.trimmed;
    totals.redelivered += delivery.redelivered - before.redelivered;
    if (delivery.missing > before.missing) open.findings++; // lost or late: no success, though the end will say which
    if (!this.#sawFirst) {
      this.#sawFirst = true;
      const at = record.at[0] ?? 0;
      if (timed) observer.firstEvent(at - this.#stream.due, at);
    }
  }

  /** Events sent for a cursor that is not the client's: none of them is owed, and none may be of another stream. */
  #lookedAt(open: Connection, record: EventsRecord): void {
    this.#current = open;
    for (const [place, flags] of record.fl.entries()) {
      if ((flags & FLAG.gone) !== 0) this.#gone(open, record.at[place] as number);
      if ((flags & FLAG.foreign) === 0) continue;
      const text = "An event of another stream was sent in answer to a cursor that is not of this stream.";
      this.#find("foreign", record.seq[place] as number, { code: "of-another-stream", text });
    }
  }

  close(close: CloseRecord): void {
    const open = this.#open.get(close.c);
    if (!open) return;
    open.close = close;
    this.#current = open;
    this.#place.moment(close.at);
    if (close.events !== undefined && close.events !== open.read) this.taint();
    this.#open.delete(close.c);
    this.#outline.close(close);
    if (open.conn.intent === "probe") this.#judgeProbe(open, close);
    else if (open.conn.intent !== "withdrawn") this.#judgeClose(open, close);
    const ended = close.why === "complete";
    // A stream with tokens has a last event of its own; any other may end by a close, or by the status of an answer.
    if (ended && this.#sinks.face.protocol.resumesBy === "cursor" && (this.#flags & FLAG.final) === 0)
      this.#endedByServer = true;
    if (open.conn.kind === "start") {
      if (!isStream(open.answer) && !ended && close.why !== "cut" && close.why !== "aborted") this.#refused = true;
      return;
    }
    this.#sinks.totals.attempts++;
    if (open.conn.intent !== "withdrawn" && close.why !== "aborted") this.#sinks.totals.answer(answerName(open));
    const { expect, protocol } = this.#sinks.face;
    const partial = open.answer?.partial && expect.graphSuffices !== true;
    const refused = protocol.trimmedCode !== null && open.answer?.code === protocol.trimmedCode;
    if (refused || partial || open.payloadsTrimmed > 0) this.#trimmed = true;
    if (close.why === "refused" && !open.gone && open.answer?.retryAfterMs !== undefined) this.#pending = open;
    else this.#judge(open);
  }

  /** The whole stream has this many events (`DeliveryCheck.owed`). */
  owed(total: number): void {
    this.#delivery.owed(total);
  }

  unproved({ proof, why }: Pick<UnprovedRecord, "proof" | "why">): void {
    this.#unproved.set(proof, why);
    if (isProvable(this.#sinks.face, this.#unproved)) return;
    this.#isUnproved = true;
    for (const open of this.#open.values()) open.tainted = true;
  }

  document(record: DocumentRecord): void {
    this.#document = record;
    if (record.same) return;
    const { parts, whole, moved } = record;
    const kind = moved ? "reordered" : parts < whole ? "lost" : parts > whole ? "duplicated" : "corrupted";
    const text = `The joined parts have ${parts} characters, but differ from the document of ${whole} characters in the last event.`;
    this.#find(kind, -1, { code: "document-differs", parts, whole, text });
  }

  done(done: DoneRecord): void {
    this.#end(done.outcome, done.at);
  }

  /** The history ends before the stream's last record. */
  cutOff(at: number): void {
    this.taint();
    this.#end("aborted", at);
  }

  /** Some of its records are missing: it is counted, and judged no further. */
  taint(): void {
    this.#tainted = true;
    for (const open of this.#open.values()) open.tainted = true;
    if (this.#pending) this.#pending.tainted = true;
    if (this.#current) this.#current.tainted = true;
  }

  /** Whatever is right for a cursor that is not the client's: an error of the server's own is wrong, and so is no answer. */
  #judgeProbe({ answer, conn }: Connection, close: CloseRecord): void {
    if (conn.must) return;
    if (!answer && (close.why === "error" || close.why === "timeout")) this.#sinks.totals.errors++;
    const status = answer?.status ?? 0;
    if (status < serverErrors) return;
    const text = `The answer to a cursor that is not this stream's (${conn.probe}) was ${status}, a server error.`;
    this.#find("unexpected-status", -1, { code: "unknown-status", status, text });
  }

  #judgeClose(open: Connection, close: CloseRecord): void {
    const { totals, face } = this.#sinks;
    const silent = close.why === "timeout" && isStream(open.answer);
    const hasAll = open.conn.intent === "after-end";
    const early = close.why === "closed" && isStream(open.answer) && !mayClose(open.answer, face.protocol) && !hasAll;
    if (silent) {
      const text = `The stream fell silent: ${close.error ?? "no event came"}.`;
      this.#find("stalled", -1, { code: "read-limit", text });
    }
    if (close.unreadable) {
      const text = `The answer could not be read: ${close.error ?? "no reason was recorded"}.`;
      this.#find("not-a-stream", -1, { code: "unreadable", text });
    }
    if (early) {
      const what = open.firstEventAt === null ? "without one event" : "before its last event";
      const text = `The server closed the stream in good order, ${what}.`;
      this.#find("ended-early", -1, { code: "closed-early", events: open.read, text });
    }
    const noStream = open.answer?.status === 200 && !isStream(open.answer);
    const failed =
      close.why === "error" ||
      close.why === "timeout" ||
      (close.why === "refused" && isServerError(open, face.protocol));
    if (failed || noStream || early) totals.errors++;
  }

  #settlePending(superseded: boolean): void {
    const pending = this.#pending;
    this.#pending = null;
    if (!pending) return;
    pending.superseded = superseded;
    this.#judge(pending);
  }

  #judge(open: Connection): void {
    const { totals, observer, face, losses } = this.#sinks;
    const { mayRefuse } = face.expect;
    const outcome = outcomeOf(open, face.protocol, (at) => losses.explain(at), mayRefuse);
    if (open.conn.intent === "probe" && !open.conn.must && open.answer && !open.gone)
      totals.leftOpen(open.conn.probe ?? "probe", answerName(open));
    const graphOnly = face.expect.graphSuffices === true && outcome === "partial";
    const eligible = isEligible(open, outcome) && !graphOnly;
    const success = outcome === "success";
    if (isEligible(open, outcome)) totals.graph(success || outcome === "partial");
    if (outcome === "withdrawn") totals.withdrawn++;
    if (outcome !== "withdrawn" && outcome !== "unknown" && outcome !== "probe") totals.judged(success);
    if (eligible) totals.eligible(success);
    if (outcome === "partial") totals.partialRecoveries++;
    observer.attempt({
      at: open.conn.at,
      eligible,
      success: eligible && success,
      symptom: eligible && showsSymptom(open, outcome, face.expect),
      refused: open.close?.why === "refused",
      answer: outcome === "withdrawn" ? outcome : answerName(open),
    });
    const since = this.#wantedSince;
    if (eligible && success && since !== null && open.answer) {
      const back = face.eventTimes === "body" ? open.answer.at : (open.firstEventAt ?? open.answer.at);
      observer.reconnected(back - since, back);
    }
  }

  #heardOfResume(flags: number): void {
    if ((flags & FLAG.token) !== 0) this.#hasToken = true;
    else this.#toldUnavailable = true;
  }

  /** An event that belongs to no place in the stream: it takes the place of all that the client wanted. */
  #gone(open: Connection, at: number): void {
    open.gone = true;
    this.#outline.answer({ c: open.conn.c, at }, answerName(open));
  }

  #stalled(ms: number): void {
    const silentMs = Math.round(ms);
    this.#find("stalled", -1, { code: "silent", silentMs, text: `No event came for ${silentMs} ms.` });
  }

  #end(outcome: DoneRecord["outcome"], at: number): void {
    const { totals, observer } = this.#sinks;
    const pending = this.#pending;
    if (pending && outcome === "aborted") pending.tainted = true; // it would have been tried again
    this.#settlePending(false);
    this.#place.end(at);
    this.#delivery.end();
    observer.streamEnded(at);
    const { role } = this.#stream;
    const whole = this.#isWhole && !this.#partial && !this.#trimmed;
    if (outcome === "gave-up" && role !== "late" && !this.#refusedForGood(pending)) {
      if (!this.#hasToken && this.#toldUnavailable) {
        const text = "It was cut, and the server had given it no token: resume was unavailable.";
        this.#find("unresumable", -1, { code: "no-token", told: 1, text });
      } else if (this.#hasToken || this.#sinks.face.protocol.resumesBy === "cursor") {
        const text = "Its client used up its attempts to come back and never saw the last event.";
        this.#find("unfinished", -1, { code: "never-finished", text });
      } else {
        const text = "It was cut before it had a token, so its client could not come back.";
        this.#find("unfinished", -1, { code: "no-token", told: 0, text });
      }
    }
    if (outcome !== "aborted") this.#countProofs();
    if (this.#found) totals.outline(this.#outline.of(this.#stream, this.#requestId));
    if (this.#isUnproved && !this.#tainted) totals.unproved++;
    const isJudged = !this.#isUnproved;
    const payloads = this.#payloads;
    totals.stream({ role, outcome, whole, payloads, trimmed: this.#trimmed, tainted: this.#tainted, isJudged });
  }

  /** Its client has all events and the last one. Where no event has a place, the document says it. */
  get #isWhole(): boolean {
    if (!this.#anyNumbered && this.#document) return this.#document.same;
    return (this.#delivery.finished || this.#endedByServer) && this.#delivery.missing === 0;
  }

  get #payloads(): "none" | "linked" | "without-links" {
    if ((this.#flags & (FLAG.linked | FLAG.relinked | FLAG.unlinked)) !== 0) return "linked";
    return this.#gotPayload ? "without-links" : "none";
  }

  #countProofs(): void {
    const { totals, face } = this.#sinks;
    const { proof, idsAlone } = face.protocol;
    if (this.#tainted || this.#stream.role === "orphan") return; // nobody meant to read an orphan
    const names = idsAlone !== null && this.#payloads === "without-links" ? idsAlone.proof : proof;
    for (const name of names) {
      const why = this.#unproved.get(name) ?? (this.#worked(name) ? null : "none of its events could be proved");
      totals.proof(name, why);
    }
  }

  #worked(name: string): boolean {
    if (name === "document") return this.#document !== null;
    return name === "chain" ? this.#payloads === "linked" : this.#anyNumbered;
  }

  /** The client gave up because it was told to, which the attempt's own verdict says already. */
  #refusedForGood(pending: Connection | null): boolean {
    return this.#refused || pending !== null || this.#current?.close?.why === "refused";
  }

  #find(kind: FindingKind, seq: number, { text, ...detail }: Told, count = 1): void {
    if (this.#tainted || (this.#isUnproved && kind !== "foreign")) return;
    this.#found = true;
    this.#outline.finding(this.#current?.conn.c ?? null);
    if (this.#current) this.#current.findings++;
    const place = detail.code === "never-came" ? this.#gapBefore(detail.to) : this.#place.now;
    const finding = { kind, detail, place, stream: this.#stream.s, requestId: this.#requestId, seq, text };
    this.#sinks.totals.find(finding, count);
    this.#sinks.observer.found?.(finding);
  }

  /** Where the gap was noticed in which this event is missing. */
  #gapBefore(seq: number): FindingPlace | null {
    return (this.#gaps.find(({ to }) => seq <= to) ?? this.#gaps.at(-1))?.place ?? this.#place.now;
  }
}

/** An answer of its own fault: a user sees an error, and nothing in the request asked for it. */
function isServerError({ answer, conn }: Connection, { busy }: Pick<ProtocolTerms, "busy">): boolean {
  return answer !== null && !busy.includes(answer.status) && (answer.status >= serverErrors || conn.kind === "start");
}

/** Whether one of the proofs that can show a loss has not failed yet. A marker alone shows none. */
function isProvable({ protocol }: FaceInfo, unproved: ReadonlyMap<string, string>): boolean {
  return protocol.proof.some((name) => name !== "marker" && !unproved.has(name));
}
