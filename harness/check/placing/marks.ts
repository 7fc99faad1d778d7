import type { EventsRecord } from "../../history/records.ts";

/** Marks of events in the order in which they came: a digest of the id, and 64 bits of type and data. Twelve bytes an event. */
export class Marks {
  #words = new Int32Array(3 * 32);
  length = 0;

  push(id: number, lo: number, hi: number): void {
    const at = 3 * this.length++;
    if (at >= this.#words.length) {
      const words = new Int32Array(2 * this.#words.length);
      words.set(this.#words);
      this.#words = words;
    }
    this.#words[at] = id;
    this.#words[at + 1] = lo;
    this.#words[at + 2] = hi;
  }

  id(place: number): number {
    return this.#words[3 * place] as number;
  }

  lo(place: number): number {
    return this.#words[3 * place + 1] as number;
  }

  hi(place: number): number {
    return this.#words[3 * place + 2] as number;
  }

  /** Whether two events are the same, by id and content. */
  same(place: number, other: Marks, there: number): boolean {
    return this.sameContent(place, other, there) && this.id(place) === other.id(there);
  }

  sameContent(place: number, other: Marks, there: number): boolean {
    return this.hi(place) === other.hi(there) && this.lo(place) === other.lo(there);
  }

  /** The event as a map's key. Equal events have the same. */
  key(place: number): string {
    return `${this.id(place)} ${this.lo(place)} ${this.hi(place)}`;
  }

  add({ id = [], lo = [], hi = [] }: Pick<EventsRecord, "id" | "lo" | "hi">, place: number): void {
    this.push(id[place] ?? 0, lo[place] ?? 0, hi[place] ?? 0);
  }

  /** Adds the record's events that are of the stream. */
  addAll(record: EventsRecord): void {
    for (let place = 0; place < record.seq.length; place++) if (isOfStream(record, place)) this.add(record, place);
  }
}

/** Whether an event of a record belongs to the stream. Others belong to the connection alone. */
export function isOfStream({ seq, idx }: Pick<EventsRecord, "seq" | "idx">, place: number): boolean {
  return (idx[place] as number) >= 0 || (seq[place] as number) >= 0;
}

/** An index of marks, made when somebody first asks: a stream without a fault never needs it. */
export class MarkPlaces {
  readonly #marks: Marks;
  #byKey: Map<string, number[]> | null = null;
  #byId: Map<number, number> | null = null;
  #indexed = 0;

  constructor(marks: Marks) {
    this.#marks = marks;
  }

  /** The places of an event, ascending. */
  of(key: string): readonly number[] {
    this.#index();
    return this.#byKey?.get(key) ?? [];
  }

  /** The place of the event with this id and any content; -1 without one, or when several events share the id. */
  withId(id: number): number {
    if (id === 0) return -1;
    this.#index();
    return this.#byId?.get(id) ?? -1;
  }

  #index(): void {
    this.#byKey ??= new Map();
    this.#byId ??= new Map();
    for (; this.#indexed < this.#marks.length; this.#indexed++) {
      const key = this.#marks.key(this.#indexed);
      const places = this.#byKey.get(key);
      if (places) places.push(this.#indexed);
      else this.#byKey.set(key, [this.#indexed]);
      const id = this.#marks.id(this.#indexed);
      if (id !== 0) this.#byId.set(id, this.#byId.has(id) && places === undefined ? -1 : this.#indexed);
    }
  }
}
