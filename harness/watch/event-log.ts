/** How many events are kept for readers that come late or come back. */
export interface LogLimits {
  readonly mostEvents: number;
  readonly mostBytes: number;
}

/** A run of an hour at four events a second for each face exceeds both: its page then begins with the state, not with event 1. */
export const usualLimits: LogLimits = { mostEvents: 20_000, mostBytes: 8 * 1024 * 1024 };

/**
 * The newest events of one stream, as they are sent. They are numbered from 1 without a gap, and the number is the event's id.
 *
 * An event is never changed, so all readers get the same. An event that was dropped is reported as gone.
 */
export class EventLog {
  readonly #limits: LogLimits;
  #events: string[] = [];
  #firstId = 1;
  #bytes = 0;
  #isOver = false;
  readonly #readers = new Set<() => void>();

  constructor(limits: LogLimits = usualLimits) {
    this.#limits = limits;
  }

  /** The id of the oldest event that is kept; the next id when none is. */
  get firstId(): number {
    return this.#firstId;
  }

  /** The id of the newest event; 0 before the first. */
  get lastId(): number {
    return this.#firstId + this.#events.length - 1;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Adds an event. After the end nothing is added. */
  append(event: string, value: unknown): void {
    if (this.#isOver) return;
    const text = `id: ${this.lastId + 1}\nevent: ${event}\ndata: ${JSON.stringify(value)}\n\n`; // JSON has no line break
    this.#events.push(text);
    this.#bytes += text.length;
    this.#drop();
    for (const tell of this.#readers) tell();
  }

  /** Adds the last event. */
  end(event: string, value: unknown): void {
    this.append(event, value);
    this.#isOver = true;
    for (const tell of this.#readers) tell();
  }

  /** An event as it is sent; undefined when it is gone or does not exist yet. */
  at(id: number): string | undefined {
    return this.#events[id - this.#firstId];
  }

  /** Calls `tell` when there is something new. @returns a function that ends this */
  onNews(tell: () => void): () => void {
    this.#readers.add(tell);
    return () => void this.#readers.delete(tell);
  }

  #drop(): void {
    const { mostEvents, mostBytes } = this.#limits;
    let many = 0;
    while (this.#events.length - many > mostEvents || (this.#bytes > mostBytes && this.#events.length - many > 1)) {
      this.#bytes -= (this.#events[many] as string).length;
      many++;
    }
    if (many === 0) return;
    this.#events = this.#events.slice(many);
    this.#firstId += many;
  }
}
