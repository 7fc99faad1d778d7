import { EventRange, type RangedEvent } from "./event-range.ts";
import type { ItemWithoutTime } from "./record-item.ts";
import type { Item } from "./timeline-item.ts";

/** The lines of one timeline, in the order in which they came up. Events that follow each other become one line. */
export class ItemCollector {
  readonly #items: Item[] = [];
  readonly #eachEvent: boolean;
  #range: EventRange | null = null;
  /** The moment of the record that is being read. */
  #now = 0;
  #lastAt = 0;

  /** @param eachEvent a line for each event */
  constructor(eachEvent: boolean) {
    this.#eachEvent = eachEvent;
  }

  get all(): readonly Item[] {
    return this.#items;
  }

  /** The moment of the last line, in milliseconds since the face's start. */
  get lastAt(): number {
    return this.#lastAt;
  }

  /** The lines that come now happened at this moment. */
  moveTo(at: number): void {
    this.#now = at;
  }

  add(item: ItemWithoutTime): void {
    this.#lastAt = Math.max(this.#lastAt, this.#now);
    this.#items.push({ at: this.#now, ...item });
  }

  addEvent(c: number, event: RangedEvent): void {
    if (this.#eachEvent || !this.#range?.takes(c, event)) {
      this.closeRange();
      this.#range = new EventRange(c, event);
    }
    this.#now = event.at;
  }

  /** Writes the events that were gathered until now, so that what comes next stands after them. */
  closeRange(): void {
    const range = this.#range;
    this.#range = null;
    if (!range || range.isToken) return;
    this.#items.push(range.item());
    this.#lastAt = Math.max(this.#lastAt, range.item().until ?? 0);
  }
}
