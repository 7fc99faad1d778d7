import { FaceTotals } from "../check/face-totals.ts";
import type { Finding } from "../check/findings.ts";
import { LossWindows } from "../check/loss-windows.ts";
import type { JudgedAttempt } from "../check/observer.ts";
import { StreamCheck } from "../check/stream/stream-check.ts";
import type { EventsRecord, FaultRecord, HeadRecord, HistoryRecord, StreamRecord } from "../history/records.ts";
import { traceId } from "../history/trace/trace-id.ts";
import { AttemptsAndFindings } from "./attempts-and-findings.ts";
import { faultItems } from "./fault-items.ts";
import { ItemCollector } from "./item-collector.ts";
import { proofOfFinding } from "./proof-of-finding.ts";
import { itemOfRecord } from "./record-item.ts";
import { attemptText } from "./record-text.ts";
import type { Timeline } from "./timeline-item.ts";

export interface TimelineOptions {
  /** A line for each event. Absent: events that follow each other are one line. */
  readonly each?: boolean;
}

/**
 * Makes one stream's timeline from its records, with the checker's findings at the place where they were found.
 *
 * It is the checker itself that finds them: it gets this stream's records alone, event by event. Events without numbers must
 * have got their places before (`Timelines`).
 */
export class TimelineBuilder {
  readonly #head: HeadRecord;
  readonly #s: number;
  readonly #items: ItemCollector;
  readonly #faults: FaultRecord[] = [];
  readonly #totals: FaceTotals;
  readonly #losses: LossWindows;
  /** Proofs that failed, each with the reason. */
  readonly #unproved = new Map<string, string>();
  /** Connections of probes: their attempts count in no rate, and the timeline does not say so of each. */
  readonly #probes = new Set<number>();
  #stream: StreamRecord | null = null;
  #check: StreamCheck | null = null;
  #requestId: string | null = null;
  #closing = -1;
  /** The connection whose records are read. */
  #c: number | null = null;
  #findings = 0;
  #outcome: string | null = null;

  constructor(head: HeadRecord, s: number, { each = false }: TimelineOptions = {}) {
    this.#head = head;
    this.#s = s;
    this.#items = new ItemCollector(each);
    this.#losses = new LossWindows(head.face.expect);
    this.#totals = new FaceTotals(head.face.expect);
  }

  /** Takes any record of the history, and ignores those of other streams. */
  record(record: HistoryRecord): void {
    if (record.k === "fault") {
      this.#faults.push(record);
      this.#losses.fault(record);
    } else this.#own(record);
  }

  /** The whole stream has this many events. */
  owed(total: number): void {
    this.#check?.owed(total);
  }

  /** Some of its records are missing. */
  taint(): void {
    this.#check?.taint();
  }

  /** Call once, after the last record. `lastAt`: the last moment of the whole history. */
  finish(lastAt: number): Timeline {
    this.#items.closeRange();
    if (this.#outcome === null) {
      const end = Math.max(this.#items.lastAt, lastAt);
      this.#items.moveTo(end);
      this.#check?.cutOff(end);
      const text = "The history ends here; what came later is not known.";
      this.#items.add({ kind: "cut-off", what: "cut off", text, mood: "bad" });
    }
    const { scenario, face, protocol } = this.#head.face;
    const life = { from: this.#stream?.due ?? 0, to: this.#items.lastAt };
    return {
      s: this.#s,
      requestId: this.#requestId,
      traceId: traceId(this.#head, this.#s),
      role: this.#stream?.role ?? "cut",
      replaces: this.#stream?.replaces ?? null,
      scenario,
      face,
      seed: this.#head.run.seed,
      dueMs: this.#stream?.due ?? 0,
      items: [...faultItems(this.#faults, life), ...this.#items.all].sort((a, b) => a.at - b.at),
      findings: this.#findings,
      outcome: this.#outcome,
      proofs: protocol.proof.map((name) => ({ name, why: this.#unproved.get(name) ?? null })),
      cannotSee: protocol.cannotSee,
    };
  }

  #own(record: HistoryRecord): void {
    if (!("s" in record) || record.s !== this.#s) return;
    if (record.k === "stream") {
      this.#begin(record);
      return;
    }
    const check = this.#check ?? this.#beginWithoutRecord(timeOf(record));
    if ("c" in record) this.#c = record.c;
    if (record.k === "ev") return this.#events(record, check);
    this.#items.closeRange();
    this.#items.moveTo(timeOf(record));
    if (record.k === "done") check.done(record); // what it finds at the end stands before the end
    const item = itemOfRecord(record, this.#head.face.startedAt);
    if (item) this.#items.add(item);
    switch (record.k) {
      case "conn":
        if (record.intent === "probe") this.#probes.add(record.c);
        return check.conn(record);
      case "answer":
        this.#requestId ??= record.rid ?? null;
        return check.answer(record);
      case "close":
        this.#closing = record.c;
        return check.close(record);
      case "document":
        return check.document(record);
      case "unproved":
        this.#unproved.set(record.proof, record.why);
        return check.unproved(record);
      case "done":
        this.#outcome = record.outcome;
    }
  }

  #begin(stream: StreamRecord): StreamCheck {
    this.#stream = stream;
    this.#items.moveTo(stream.due);
    const observer = new AttemptsAndFindings(
      (attempt) => this.#attempt(attempt),
      (finding) => this.#find(finding),
    );
    this.#check = new StreamCheck(stream, {
      face: this.#head.face,
      totals: this.#totals,
      observer,
      losses: this.#losses,
    });
    return this.#check;
  }

  /** Its records are incomplete, so it is shown and not judged. */
  #beginWithoutRecord(due: number): StreamCheck {
    const check = this.#begin({ k: "stream", s: this.#s, role: "cut", due });
    check.taint();
    return check;
  }

  /** One event at a time, so that a finding is placed after the event that caused it. */
  #events(record: EventsRecord, check: StreamCheck): void {
    for (let i = 0; i < record.seq.length; i++) {
      const event = { seq: record.seq[i] ?? -1, at: record.at[i] ?? 0, fl: record.fl[i] ?? 0 };
      this.#items.addEvent(record.c, event);
      check.events({ ...record, seq: [event.seq], at: [event.at], idx: [record.idx[i] ?? -1], fl: [event.fl] });
    }
  }

  #attempt(attempt: JudgedAttempt): void {
    if (this.#probes.has(this.#closing)) return;
    const [text, mood] = attemptText(attempt);
    this.#items.add({ kind: "attempt", what: "counts", text, mood });
  }

  #find({ kind, detail, text, place }: Finding): void {
    this.#items.closeRange();
    this.#findings++;
    const c = place?.connection ?? this.#c;
    this.#items.add({
      kind: "finding",
      what: kind,
      text,
      mood: "bad",
      by: proofOfFinding(detail.code, this.#head.face.protocol, new Set(this.#unproved.keys())),
      ...(c === null ? {} : { c }),
      ...(place === null ? {} : { seenAt: place.at }),
      ...(detail.code === "never-came" ? { missing: [detail.from, detail.to] } : {}),
    });
  }
}

function timeOf(record: Exclude<HistoryRecord, { k: "head" | "dropped" | "telemetry" }>): number {
  if (record.k === "ev") return record.at[0] ?? 0;
  return record.k === "stream" ? record.due : record.at;
}
