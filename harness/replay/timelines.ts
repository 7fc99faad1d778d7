import { needsPlacing, Placing } from "../check/placing/placing.ts";
import type { FaultRecord, HeadRecord, HistoryRecord, StreamRecord } from "../history/records.ts";
import { TimelineBuilder } from "./timeline-builder.ts";
import type { Timeline } from "./timeline-item.ts";

export interface TimelinesOptions {
  /** The numbers of the wanted streams. */
  readonly streams: readonly number[];
  /** Called for each other stream as it begins: whether it is wanted, too. */
  readonly also?: (stream: StreamRecord) => boolean;
  /** A line for each event, if a timeline then has no more lines than this. Absent: ranges of events. */
  readonly mostLines?: number;
}

/** One stream twice: with a line for each event, and with ranges of events for when that is too much. */
interface StreamBuilders {
  readonly plain: TimelineBuilder;
  readonly each: TimelineBuilder | null;
}

/** The timelines of some streams of one history, read once. */
export class Timelines {
  readonly #head: HeadRecord;
  readonly #options: TimelinesOptions;
  readonly #builders = new Map<number, StreamBuilders>();
  readonly #faults: FaultRecord[] = [];
  /** Gives events without numbers their places first, as the judge does; it needs the other streams for that. */
  readonly #placing: Placing | null;
  #lastAt = 0;

  constructor(head: HeadRecord, options: TimelinesOptions) {
    this.#head = head;
    this.#options = options;
    for (const s of options.streams) this.#add(s);
    this.#placing = needsPlacing(head.face)
      ? new Placing(head.face, {
          record: (record) => this.#pass(record),
          owed: (s, total) => this.#each(s, (builder) => builder.owed(total)),
          taint: (s) => this.#each(s, (builder) => builder.taint()),
        })
      : null;
  }

  record(record: HistoryRecord): void {
    if (record.k === "end" || record.k === "done") this.#lastAt = Math.max(this.#lastAt, record.at);
    if (!this.#placing?.takes(record)) this.#pass(record);
  }

  /** Call once, after the last record. */
  finish(): Timeline[] {
    this.#placing?.finish();
    const { mostLines = 0 } = this.#options;
    return [...this.#builders.values()].map(({ plain, each }) => {
      const detailed = each?.finish(this.#lastAt);
      return detailed && detailed.items.length <= mostLines ? detailed : plain.finish(this.#lastAt);
    });
  }

  #pass(record: HistoryRecord): void {
    if (record.k === "fault") {
      this.#faults.push(record);
      for (const s of this.#builders.keys()) this.#each(s, (builder) => builder.record(record));
    }
    if (!("s" in record)) return;
    if (record.k === "stream" && !this.#builders.has(record.s) && this.#options.also?.(record)) this.#add(record.s);
    this.#each(record.s, (builder) => builder.record(record));
  }

  #add(s: number): void {
    const { mostLines } = this.#options;
    const each = mostLines === undefined ? null : new TimelineBuilder(this.#head, s, { each: true });
    this.#builders.set(s, { plain: new TimelineBuilder(this.#head, s), each });
    for (const fault of this.#faults) this.#each(s, (builder) => builder.record(fault));
  }

  #each(s: number, action: (builder: TimelineBuilder) => void): void {
    const builders = this.#builders.get(s);
    if (!builders) return;
    action(builders.plain);
    if (builders.each) action(builders.each);
  }
}
