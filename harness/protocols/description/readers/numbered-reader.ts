import type { SseEvent } from "../../../sse/sse-event.ts";
import { type EventFacts, plainFacts } from "../../event-facts.ts";
import { SeenSums } from "../../seen-sums.ts";
import type { NumberProof } from "../description.ts";
import type { ReadingPlan } from "../reading-plan.ts";
import type { EventJson } from "../rules.ts";
import { DescribedReader } from "./described-reader.ts";

/** No test's counter reaches this number, so a higher value is not a counter. */
const mostEvents = 1_000_000_000;

/**
 * Proves a stream by its counter.
 *
 * An event without a number is neither judged nor delivered: the counter says nothing about it. Only the end may lack a number.
 * Then it counts as the event after the last one.
 */
export class NumberedReader extends DescribedReader {
  readonly #sums = new SeenSums();
  /** The number of the stream's first event. Null until it came, where readers of a shared stream may begin anywhere. */
  #from: number | null;
  /** The number that an end without its own number got; -1 before it came. */
  #endSeq = -1;

  constructor(plan: ReadingPlan, values: Record<string, string>) {
    super(plan, values);
    this.#from = plan.number?.from ?? (plan.isShared ? null : 0);
  }

  protected override readOwn(event: SseEvent, json: EventJson, foreign: boolean): EventFacts {
    const seq = this.#seqOf(event, json);
    if (seq < 0) {
      this.cursor.move(event, json, foreign ? null : this.lastRead);
      return foreign ? { ...plainFacts, foreign } : plainFacts;
    }
    if (foreign) {
      this.cursor.move(event, json, null); // a client cannot know that it is foreign
      return { ...plainFacts, foreign };
    }
    const final = this.isEnd(event, json, seq);
    const dropped = seq <= this.lastSeq;
    const { sum } = event;
    const first = dropped ? this.#sums.get(seq) : 0;
    if (first === 0) this.#sums.set(seq, sum);
    if (!dropped) {
      this.lastSeq = seq;
      this.deliver(json, final);
    }
    this.cursor.move(event, json, seq);
    const facts = this.facts(seq, seq, dropped, final);
    facts.differs = dropped && first !== 0 && first !== undefined && first !== sum;
    if (this.plan.marks) facts.mark = this.markOf(event);
    return facts;
  }

  protected override copyInto(fork: NumberedReader, covered: number): void {
    fork.lastSeq = covered;
    fork.#from = this.#from;
    fork.#endSeq = this.#endSeq;
  }

  override end(): void {
    this.#sums.release();
  }

  /** @returns -1 for an event that has no number */
  #seqOf(event: SseEvent, json: EventJson): number {
    const { number } = this.plan.number as NumberProof;
    const value = number === "id" ? numberOf(event) : json.atFirst(number);
    if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) {
      const from = this.#from ?? value;
      this.#from = from;
      if (value >= from && value - from < mostEvents) return value - from;
    }
    if (this.lastSeq < 0 || !this.isEnd(event, json, -1)) return -1;
    if (this.#endSeq < 0) this.#endSeq = this.lastSeq + 1;
    return this.#endSeq; // the same number when the end comes again
  }
}

function numberOf(event: SseEvent): number {
  if (!event.hasId) return -1;
  if (event.number >= 0) return event.number;
  return /^\d{1,15}$/.test(event.id) ? Number(event.id) : -1;
}
