import { FaceTotals } from "../check/face-totals.ts";
import type { Finding } from "../check/findings.ts";
import { LossWindows } from "../check/loss-windows.ts";
import type { JudgedAttempt, Observer } from "../check/observer.ts";
import { StreamCheck } from "../check/stream-check.ts";
import type { EventsRecord, FaultRecord, HeadRecord, HistoryRecord, StreamRecord } from "../history/records.ts";
import { traceId } from "../history/trace-id.ts";
import { EventRange } from "./event-range.ts";
import { faultItems } from "./fault-items.ts";
import { proofOfFinding } from "./proof-of-finding.ts";
import * as recordText from "./record-text.ts";
import type { Item, Timeline } from "./timeline-item.ts";

export interface TimelineOptions {
  /** A line for each event. Absent: events that follow each other are one line. */
  readonly each?: boolean;
}

/**
 * Shows one stream's history from its records, with the checker's findings at the place where they were found.
 *
 * It is the checker itself that finds them: it is fed this stream's records alone, event by event. Events without numbers must
 * have got their places before (`Timelines`).
 */
export class TimelineBuilder {
  readonly #head: HeadRecord;
  readonly #s: number;
  readonly #items: Item[] = [];
  readonly #faults: FaultRecord[] = [];
  readonly #totals: FaceTotals;
  readonly #losses: LossWindows;
  readonly #each: boolean;
  /** Proofs that failed, each with the reason. */
  readonly #unproved = new Map<string, string>();
  #stream: StreamRecord | null = null;
  #check: StreamCheck | null = null;
  #requestId: string | null = null;
  #range: EventRange | null = null;
  /** Connections whose attempt is counted nowhere, which need not be said of each. */
  readonly #probes = new Set<number>();
  #closing = -1;
  /** The connection whose records are read. */
  #c: number | null = null;
  #now = 0;
  #lastAt = 0;
  #findings = 0;
  #outcome: string | null = null;

  constructor(head: HeadRecord, s: number, { each = false }: TimelineOptions = {}) {
    this.#head = head;
    this.#s = s;
    this.#each = each;
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

  #own(record: HistoryRecord): void {
    if (!("s" in record) || record.s !== this.#s) return;
    if (record.k === "stream") {
      this.#begin(record);
      return;
    }
    const check = this.#check ?? this.#begin({ k: "stream", s: this.#s, role: "cut", due: timeOf(record) });
    if ("c" in record) this.#c = record.c;
    if (record.k === "ev") return this.#events(record, check);
    this.#closeRange();
    this.#now = timeOf(record);
    switch (record.k) {
      case "conn":
        if (record.intent === "probe") this.#probes.add(record.c);
        this.#add(
          "request",
          recordText.requestName(record),
          recordText.requestText(record, this.#head.face.startedAt),
          {
            c: record.c,
            ...(record.kind === "resume" ? { cursor: record.from ?? -1 } : {}),
          },
        );
        return check.conn(record);
      case "answer":
        this.#requestId ??= record.rid ?? null;
        this.#add("answer", String(record.status), recordText.answerText(record), {
          c: record.c,
          mood: recordText.moodOf(record),
        });
        return check.answer(record);
      case "token":
        this.#add("token", "token", recordText.claimsText(record, this.#head.face.startedAt + record.at), {
          c: record.c,
        });
        return;
      case "close":
        this.#add("close", recordText.closeName(record), recordText.closeText(record), {
          c: record.c,
          mood: recordText.moodOfClose(record),
        });
        this.#closing = record.c;
        return check.close(record);
      case "document":
        return check.document(record);
      case "unproved":
        this.#unproved.set(record.proof, record.why);
        return check.unproved(record);
      case "done":
        this.#outcome = record.outcome;
        check.done(record);
        return this.#add("done", "done", recordText.outcomeText(record.outcome), {
          mood: record.outcome === "complete" ? "good" : "bad",
        });
    }
  }

  /** Call once, after the last record. `lastAt`: the last moment of the whole history. */
  finish(lastAt: number): Timeline {
    this.#closeRange();
    if (this.#outcome === null) {
      this.#now = Math.max(this.#lastAt, lastAt);
      this.#check?.cutOff(this.#now);
      this.#add("cut-off", "cut off", "The history ends here; what came later is not known.", { mood: "bad" });
    }
    const { scenario, face, protocol } = this.#head.face;
    const life = { from: this.#stream?.due ?? 0, to: this.#lastAt };
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
      items: [...faultItems(this.#faults, life), ...this.#items].sort((a, b) => a.at - b.at),
      findings: this.#findings,
      outcome: this.#outcome,
      proofs: protocol.proof.map((name) => ({ name, why: this.#unproved.get(name) ?? null })),
      cannotSee: protocol.cannotSee,
    };
  }

  #begin(stream: StreamRecord): StreamCheck {
    this.#stream = stream;
    this.#now = stream.due;
    const observer = new Listener(
      (attempt) => {
        if (this.#probes.has(this.#closing)) return;
        const [text, mood] = recordText.attemptText(attempt);
        this.#add("attempt", "counts", text, { mood });
      },
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

  /** One event at a time, so that a finding is placed after the event that caused it. */
  #events(record: EventsRecord, check: StreamCheck): void {
    for (let i = 0; i < record.seq.length; i++) {
      const event = { seq: record.seq[i] ?? -1, at: record.at[i] ?? 0, fl: record.fl[i] ?? 0 };
      if (this.#each || !this.#range?.takes(record.c, event)) {
        this.#closeRange();
        this.#range = new EventRange(record.c, event);
      }
      this.#now = event.at;
      check.events({ ...record, seq: [event.seq], at: [event.at], idx: [record.idx[i] ?? -1], fl: [event.fl] });
    }
  }

  #find({ kind, detail, text, place }: Finding): void {
    this.#closeRange();
    this.#findings++;
    const c = place?.connection ?? this.#c;
    this.#add("finding", kind, text, {
      mood: "bad",
      by: proofOfFinding(detail.code, this.#head.face.protocol, new Set(this.#unproved.keys())),
      ...(c === null ? {} : { c }),
      ...(place === null ? {} : { seenAt: place.at }),
      ...(detail.code === "never-came" ? { missing: [detail.from, detail.to] } : {}),
    });
  }

  #closeRange(): void {
    const range = this.#range;
    this.#range = null;
    if (!range || range.isToken) return;
    this.#items.push(range.item());
    this.#lastAt = Math.max(this.#lastAt, range.item().until ?? 0);
  }

  #add(kind: Item["kind"], what: string, text: string, more: Partial<Item> = {}): void {
    this.#lastAt = Math.max(this.#lastAt, this.#now);
    this.#items.push({ at: this.#now, kind, what, text, ...more });
  }
}

function timeOf(record: Exclude<HistoryRecord, { k: "head" | "dropped" | "telemetry" }>): number {
  if (record.k === "ev") return record.at[0] ?? 0;
  return record.k === "stream" ? record.due : record.at;
}

class Listener implements Observer {
  readonly attempt: (attempt: JudgedAttempt) => void;
  readonly found: (finding: Finding) => void;

  constructor(onAttempt: (attempt: JudgedAttempt) => void, onFinding: (finding: Finding) => void) {
    this.attempt = onAttempt;
    this.found = onFinding;
  }

  streamOpened(): void {}
  streamEnded(): void {}
  events(): void {}
  reconnected(): void {}
  firstEvent(): void {}
}
