import { FLAG } from "../../history/event-flags.ts";
import type { DocumentRecord, UnprovedRecord } from "../../history/proof-records.ts";
import type {
  AnswerRecord,
  CloseRecord,
  ConnRecord,
  DoneRecord,
  EventsRecord,
  StreamRecord,
} from "../../history/records.ts";
import { DeliveryCheck } from "../delivery/delivery.ts";
import type { FindingKind, Told } from "../findings.ts";
import { Outline } from "../outline.ts";
import { PlaceInStream } from "../place.ts";
import { answerName, type Connection, isStream, lacksRecords, newConnection } from "./connection.ts";
import { judgeAnswer } from "./judge-answer.ts";
import { isRefusedStart, judgeClose, judgeGivingUp, judgeProbe } from "./judge-close.ts";
import { StreamAttempts } from "./stream-attempts.ts";
import { StreamProofs } from "./stream-proofs.ts";
import type { StreamSinks } from "./stream-sinks.ts";

/** A start that is sent this much after its time is late: the load generator did not keep the schedule. In milliseconds. */
const lateArrivalMs = 500;

/**
 * Judges one stream, record by record. What it keeps does not grow with the stream's length.
 *
 * Here is what belongs to each kind of record, in the order in which they come. What an event, an answer, a close, an attempt or a
 * proof means is said by the modules beside it. `events` is one long loop because it sees four to six million events a second
 * (docs/benchmarks.md, part d).
 */
export class StreamCheck {
  readonly #stream: StreamRecord;
  readonly #sinks: StreamSinks;
  readonly #delivery: DeliveryCheck;
  readonly #open = new Map<number, Connection>();
  readonly #outline = new Outline();
  readonly #place: PlaceInStream;
  readonly #attempts: StreamAttempts;
  readonly #proofs: StreamProofs;
  /** The connection that findings belong to. */
  #current: Connection | null = null;
  #requestId: string | null = null;
  #sawFirst = false;
  /** It had an answer that is a stream. */
  #joined = false;
  /** The server had to leave out events, or their payloads. */
  #trimmed = false;
  /** Its last event came after an answer that marked itself a partial recovery. */
  #partial = false;
  /** Its start was refused, and no later request of its client was answered by a stream. */
  #refused = false;
  /** It ended without a last event, in the way in which its protocol lets streams end. */
  #endedByServer = false;
  #hasToken = false;
  /** The server said that resume is unavailable. */
  #toldUnavailable = false;
  #connections = 0;
  /** Some of its records are missing. */
  #tainted = false;
  #hasFindings = false;

  constructor(stream: StreamRecord, sinks: StreamSinks) {
    this.#stream = stream;
    this.#sinks = sinks;
    const { firstPayload } = sinks.face.protocol;
    this.#delivery = new DeliveryCheck((kind, seq, told, count) => this.#find(kind, seq, told, count), firstPayload);
    this.#place = new PlaceInStream({ timed: sinks.face.eventTimes !== "body" });
    this.#attempts = new StreamAttempts(sinks);
    this.#proofs = new StreamProofs(sinks.face.protocol);
    sinks.observer.streamOpened(stream.due);
  }

  conn(conn: ConnRecord): void {
    if (conn.c !== this.#connections++) this.taint();
    this.#outline.conn(conn);
    if (conn.c === 0 && this.#stream.role !== "restart" && conn.at - conn.due > lateArrivalMs)
      this.#sinks.totals.lateArrivals++;
    const isOwnResume = conn.kind === "resume" && conn.intent !== "probe";
    if (isOwnResume && this.#attempts.sent(conn)) this.#place.cut();
    this.#open.set(conn.c, newConnection(conn, { tainted: this.#tainted || this.#proofs.isUnproved }));
    this.#sinks.totals.requests++;
  }

  answer(answer: AnswerRecord): void {
    const open = this.#open.get(answer.c);
    if (!open) return this.taint();
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
      this.#refused = false;
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
    if (!open) return this.taint();
    open.read += record.seq.length;
    this.#outline.events(record.c, record.seq.length, record.at.at(-1) ?? 0);
    if (open.conn.intent === "probe") return this.#probeEvents(open, record);
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
      if (delivery.gaps !== gaps) this.#place.gap(seq - 1);
      if ((flags & (FLAG.token | FLAG.resumeUnavailable)) !== 0) this.#heardOfResume(flags);
      if ((flags & FLAG.final) !== 0 && (flags & FLAG.dropped) === 0) this.#partial ||= open.answer?.partial === true;
    }
    this.#proofs.events(all, highest);
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
  #probeEvents(open: Connection, record: EventsRecord): void {
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
    if (!open) return this.taint();
    const { totals, face } = this.#sinks;
    const { expect, protocol } = face;
    open.close = close;
    this.#current = open;
    this.#place.moment(close.at);
    if (lacksRecords(open, close)) this.taint();
    this.#open.delete(close.c);
    this.#outline.close(close);
    if (open.conn.intent !== "withdrawn") {
      const verdict = open.conn.intent === "probe" ? judgeProbe(open, close) : judgeClose(open, close, protocol);
      for (const { kind, ...told } of verdict.findings) this.#find(kind, -1, told);
      if (verdict.isError) totals.errors++;
      if (verdict.isError && open.conn.kind === "start") totals.startErrors++;
    }
    // A stream with tokens has a last event of its own; any other may end by a close, or by the status of an answer.
    const mayEnd = protocol.resumesBy === "cursor" && open.conn.intent !== "probe" && !this.#proofs.sawFinal;
    if (close.why === "complete" && mayEnd) this.#endedByServer = true;
    if (open.conn.kind === "start") {
      if (isRefusedStart(open, close)) this.#refused = true;
      return;
    }
    const partial = open.answer?.partial && expect.graphSuffices !== true;
    const refused = protocol.trimmedCode !== null && open.answer?.code === protocol.trimmedCode;
    if (refused || partial || open.payloadsTrimmed > 0) this.#trimmed = true;
    this.#attempts.closed(open, close);
  }

  /** The whole stream has this many events (`DeliveryCheck.owed`). */
  owed(total: number): void {
    this.#delivery.owed(total);
  }

  unproved(record: Pick<UnprovedRecord, "proof" | "why">): void {
    this.#proofs.failed(record);
    if (this.#proofs.isUnproved) for (const open of this.#open.values()) open.tainted = true;
  }

  document(record: DocumentRecord): void {
    const differs = this.#proofs.document(record);
    if (!differs) return;
    const { kind, ...told } = differs;
    this.#find(kind, -1, told);
  }

  done(done: DoneRecord): void {
    if (this.#open.size > 0 && done.outcome !== "aborted") this.taint(); // how they closed is missing
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
    this.#attempts.taint();
    if (this.#current) this.#current.tainted = true;
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
    const wasToldToWait = this.#attempts.finish(outcome);
    this.#place.end(at);
    this.#delivery.end();
    observer.streamEnded(at);
    const { role } = this.#stream;
    const proofs = this.#proofs;
    // The attempt's own verdict says already that the client was told to give up.
    const refusedForGood = this.#refused || wasToldToWait || this.#current?.close?.why === "refused";
    if (outcome === "gave-up" && role !== "late" && !refusedForGood) {
      const { resumesBy } = this.#sinks.face.protocol;
      const { kind, ...told } = judgeGivingUp({
        hasToken: this.#hasToken,
        toldUnavailable: this.#toldUnavailable,
        resumesBy,
      });
      this.#find(kind, -1, told);
    }
    if (outcome !== "aborted" && !this.#tainted && role !== "orphan") proofs.count(totals); // an orphan was not meant to be read
    if (this.#hasFindings) totals.outline(this.#outline.of(this.#stream, this.#requestId));
    if (proofs.isUnproved && !this.#tainted) totals.unproved++;
    totals.stream({
      role,
      outcome,
      whole: this.#isWhole && !this.#partial && !this.#trimmed,
      payloads: proofs.payloads,
      trimmed: this.#trimmed,
      tainted: this.#tainted,
      isJudged: !proofs.isUnproved,
    });
  }

  /** Its client has all events and the last one. Where no event has a place, the document says it. */
  get #isWhole(): boolean {
    const byDocument = this.#proofs.wholeByDocument;
    if (byDocument !== null) return byDocument;
    return (this.#delivery.finished || this.#endedByServer) && this.#delivery.missing === 0;
  }

  #find(kind: FindingKind, seq: number, { text, ...detail }: Told, count = 1): void {
    if (this.#tainted || (this.#proofs.isUnproved && kind !== "foreign")) return;
    this.#hasFindings = true;
    this.#outline.finding(this.#current?.conn.c ?? null);
    if (this.#current) this.#current.findings++;
    const place = detail.code === "never-came" ? this.#place.ofMissing(detail.to) : this.#place.now;
    const finding = { kind, detail, place, stream: this.#stream.s, requestId: this.#requestId, seq, text };
    this.#sinks.totals.find(finding, count);
    this.#sinks.observer.found?.(finding);
  }
}
