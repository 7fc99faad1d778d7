import { FLAG } from "../history/event-flags.ts";
import type { Item } from "./timeline-item.ts";

/** An event as a timeline needs it: its number, its moment, and its flags. */
export interface RangedEvent {
  readonly seq: number;
  readonly at: number;
  readonly fl: number;
}

/** One line of a timeline: events of one connection that follow each other and are of the same kind. */
export class EventRange {
  readonly #c: number;
  readonly #first: RangedEvent;
  readonly #sort: string;
  #last: RangedEvent;
  #count = 1;

  constructor(c: number, first: RangedEvent) {
    this.#c = c;
    this.#first = first;
    this.#last = first;
    this.#sort = sortOf(first);
  }

  /** Adds the event if it belongs to this line. @returns whether it does */
  takes(c: number, event: RangedEvent): boolean {
    const next = this.#last.seq < 0 ? event.seq < 0 : event.seq === this.#last.seq + 1;
    if (c !== this.#c || !next || sortOf(event) !== this.#sort) return false;
    this.#last = event;
    this.#count++;
    return true;
  }

  /** Whether it is a token without an id, which has a record, and so a line, of its own. */
  get isToken(): boolean {
    return this.#first.seq < 0 && this.#first.fl === FLAG.token;
  }

  item(): Item {
    const { seq, at } = this.#first;
    const ids = seq < 0 ? "without an id" : this.#count === 1 ? `${seq}` : `${seq}–${this.#last.seq}`;
    return {
      at,
      until: this.#last.at,
      kind: "events",
      c: this.#c,
      what: this.#count === 1 ? "event" : `${this.#count} events`,
      text: this.#sort === "" ? ids : `${ids}, ${this.#sort}`,
      ...((this.#first.fl & FLAG.dropped) !== 0 ? { mood: "quiet" as const } : {}),
    };
  }
}

/** What is special about an event, in words; "" for a payload like any other. */
function sortOf({ fl }: RangedEvent): string {
  const words: readonly (readonly [number, string])[] = [
    [FLAG.dropped, "known already: dropped by the client"],
    [FLAG.differs, "with other bytes than before"],
    [FLAG.final, "the last event"],
    [FLAG.token, "a token"],
    [FLAG.payloadTrimmed, "payload trimmed"],
    [FLAG.foreign, "of another stream"],
    [FLAG.malformed, "not readable"],
    [FLAG.unlinked, "does not follow from the one before"],
    [FLAG.relinked, "follows from an earlier one"],
    [FLAG.resumeUnavailable, "says that resume is unavailable"],
    [FLAG.gone, "says that what the client wants is gone"],
  ];
  return words.flatMap(([flag, word]) => ((fl & flag) !== 0 ? [word] : [])).join(", ");
}
