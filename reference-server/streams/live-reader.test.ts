import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { RedisAway, RedisRefused } from "../redis/redis-client.ts";
import type { ReadResult } from "../redis/store.ts";
import { makeEntry, seqOf } from "./entry.ts";
import { LiveReader, type ReaderEnd, stateGoneMs } from "./live-reader.ts";

const entry = (seq: number, total: number) =>
  makeEntry(seq, "stage", seq === total - 1 ? '{"stage":"COMPLETE"}' : "{}", { compress: false }).stored;

/**
 * A buffer, its publications, a socket, and a reader, which move only when they are told to: so that a test can put them
 * into any order. A read is answered with what the buffer held when it was asked, as Redis does.
 */
class Bench {
  readonly written: number[] = [];
  readonly ends: ReaderEnd[] = [];
  readonly reader: LiveReader;
  readonly #total: number;
  #first = 0;
  #next = 0;
  #published: number[] = [];
  #asked: { result: ReadResult; resolve(result: ReadResult): void; reject(error: Error): void }[] = [];
  #room = Number.POSITIVE_INFINITY;

  constructor(total: number, from: number) {
    this.#total = total;
    const write = (block: Buffer) => {
      this.written.push(seqOf(block));
      this.#room--;
      return this.#room > 0;
    };
    const bench = this;
    const connection = {
      isOpen: true,
      get isFull() {
        return bench.#room <= 0;
      },
      send: write,
      sendLast: (block: Buffer) => void write(block),
    };
    const read = (_requestId: string, wanted: number, most: number) =>
      new Promise<ReadResult>((resolve, reject) => {
        this.#asked.push({ result: this.look(wanted, Math.min(most, 3)), resolve, reject });
      });
    this.reader = new LiveReader("r", from, { read }, connection, (how) => this.ends.push(how));
  }

  /** What a read finds now. Pages are small, so that there are several. */
  look(wanted: number, most: number): ReadResult {
    const seqs = Array.from({ length: this.#next - this.#first }, (_, i) => this.#first + i);
    const entries = wanted < this.#first ? [] : seqs.filter((seq) => seq >= wanted).slice(0, most);
    return {
      known: this.#next > 0,
      first: this.#first,
      next: this.#next,
      done: this.#next === this.#total,
      snapshot: null,
      writer: "",
      entries: entries.map((seq) => entry(seq, this.#total)),
    };
  }

  append(): void {
    if (this.#next < this.#total) this.#published.push(this.#next++);
  }

  /** All but the newest is dropped. */
  trim(): void {
    this.#first = Math.max(this.#first, this.#next - 1);
  }

  /** What was published until now reaches nobody: the reader is told in another way, or read it. */
  forget(): void {
    this.#published = [];
  }

  /** The next publication arrives; or it is lost, and the hub tells that there is a gap. */
  deliver(how: "arrives" | "lost"): void {
    const seq = this.#published.shift();
    if (seq === undefined) return;
    if (how === "arrives") this.reader.onEntry(seq, entry(seq, this.#total));
    else this.reader.onGap();
  }

  async answer(error?: Error): Promise<void> {
    const asked = this.#asked.shift();
    if (error) asked?.reject(error);
    else asked?.resolve(asked.result);
    await turn();
  }

  /** The socket takes so many more events before it is full. As with a real one, only a full one tells that there is room. */
  async drain(room: number): Promise<void> {
    const wasFull = this.#room <= 0;
    this.#room = room;
    if (wasFull) await this.reader.read();
  }

  full(): void {
    this.#room = 0;
  }

  get isAsking(): boolean {
    return this.#asked.length > 0;
  }
}

/** Until all that is under way has had its turn. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

const upTo = (from: number, to: number) => Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);

describe("a reader", () => {
  const step = fc.constantFrom(
    "append",
    "append",
    "deliver",
    "deliver",
    "lose",
    "answer",
    "answer",
    "full",
    "room",
    "trim",
  );

  test("writes what follows, once and in order, whatever comes first; and all of it, unless it was trimmed", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 60 }),
        fc.integer({ min: 1, max: 12 }),
        fc.nat(14),
        fc.boolean(),
        async (steps, total, from, missed) => {
          const bench = new Bench(total, from);
          const before = total >> 1;
          for (let i = 0; i < before; i++) bench.append();
          const first = bench.look(from, 3);
          if (missed) bench.append();
          bench.forget();
          void bench.reader.start(first, missed);
          let trimmed = false;
          for (const each of steps) {
            if (each === "append") bench.append();
            else if (each === "deliver") bench.deliver("arrives");
            else if (each === "lose") bench.deliver("lost");
            else if (each === "answer") await bench.answer();
            else if (each === "full") bench.full();
            else if (each === "room") void bench.drain(2);
            else bench.trim();
            trimmed ||= each === "trim";
            await Promise.resolve();
          }
          for (let i = 0; i < total; i++) bench.append();
          for (let i = 0; i < 3 * total; i++) bench.deliver("arrives");
          void bench.drain(Number.POSITIVE_INFINITY);
          await turn();
          for (let i = 0; bench.isAsking && i < 100; i++) await bench.answer();

          expect(bench.written).toEqual(upTo(from, from + bench.written.length));
          const last = bench.ends.at(-1);
          if (last === "trimmed") expect(trimmed).toBe(true);
          else expect([last, from + bench.written.length]).toEqual(["complete", Math.max(from, total)]);
          expect(bench.ends.filter((end) => end !== "caught-up")).toHaveLength(1);
        },
      ),
      { numRuns: 500 },
    );
  });

  test.each([
    { claim: "a Redis that is away is reported, and it goes on when it is woken", error: new RedisAway(), end: "away" },
    { claim: "a Redis that refuses ends it", error: new RedisRefused(), end: "broken" },
  ])("$claim", async ({ error, end }) => {
    const bench = new Bench(5, 0);
    for (let i = 0; i < 5; i++) bench.append();
    void bench.reader.start({ ...bench.look(0, 3), next: 5 }, false);
    await bench.answer(error);
    expect([bench.written, bench.ends]).toEqual([[0, 1, 2], [end]]);
    bench.reader.onGap();
    while (bench.isAsking) await bench.answer();
    expect(bench.written).toEqual(end === "away" ? [0, 1, 2, 3, 4] : [0, 1, 2]);
  });

  test("an entry that is unreadable ends it", async () => {
    const bench = new Bench(5, 0);
    bench.append();
    void bench.reader.start(bench.look(0, 3), false);
    bench.reader.onEntry(1, Buffer.from('id: 1\ndata: {"payload":\u0001nonsense'));
    expect([bench.written, bench.ends]).toEqual([[0], ["caught-up", "broken"]]);
  });
});

describe("a stream of which Redis knows nothing any more", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
  afterEach(() => void vi.useRealTimers());

  const held = (seqs: readonly number[], next: number): ReadResult => ({
    known: true,
    first: seqs[0] ?? next,
    next,
    done: false,
    snapshot: null,
    writer: "",
    entries: seqs.map((seq) => entry(seq, 10)),
  });
  const nothing: ReadResult = { known: false, first: 0, next: 0, done: false, snapshot: null, entries: [], writer: "" };

  /** A reader whose socket was full after two events; what it asks for then is answered in this order. */
  async function readerOf(answers: readonly ReadResult[]) {
    const ends: ReaderEnd[] = [];
    const written: number[] = [];
    const left = [...answers];
    let room = 2;
    const connection = {
      isOpen: true,
      get isFull() {
        return room <= 0;
      },
      send(block: Buffer) {
        written.push(seqOf(block));
        room--;
        return room > 0;
      },
      sendLast() {},
    };
    const read = async (_requestId: string, wanted: number) => {
      const result = left.shift() ?? nothing;
      return { ...result, entries: result.entries.filter((stored) => seqOf(stored) >= wanted) };
    };
    const reader = new LiveReader("r", 0, { read }, connection, (how) => ends.push(how));
    await reader.start(held([0, 1, 2, 3], 4), false);
    room = 100;
    await reader.read();
    return { reader, ends, written };
  }

  test("in the middle of a replay is waited for, and then given up: its client is not left hanging", async () => {
    const { ends, written } = await readerOf([]);
    expect([written, ends]).toEqual([[0, 1], ["caught-up"]]);
    await vi.advanceTimersByTimeAsync(stateGoneMs - 1);
    expect(ends).toEqual(["caught-up"]);
    await vi.advanceTimersByTimeAsync(1);
    expect(ends).toEqual(["caught-up", "trimmed"]);
  });

  test("and that its writer appends again goes on", async () => {
    const { ends, written, reader } = await readerOf([nothing, held([0, 1, 2, 3], 4)]);
    reader.onEntry(2, entry(2, 10));
    await vi.advanceTimersByTimeAsync(2 * stateGoneMs);
    expect(written).toEqual([0, 1, 2, 3]);
    expect(ends.filter((how) => how !== "caught-up")).toEqual([]);
  });
});
