import fc from "fast-check";
import { expect, test } from "vitest";
import { type Columns, EventPool } from "./event-pool.ts";

test("each connection gets back its own events in their order, however they are mixed, and rows are used again", () => {
  const step = fc.record({
    connection: fc.nat(5),
    takesOut: fc.boolean(),
    seq: fc.integer(),
    index: fc.maxSafeInteger(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const pool = new EventPool();
      const newest = new Map<number, number>();
      const model = new Map<number, Columns>();
      let inUse = 0;
      let most = 0;
      steps.forEach(({ connection, takesOut, seq, index }, at) => {
        const wanted = model.get(connection) ?? { seq: [], at: [], idx: [], fl: [] };
        model.set(connection, wanted);
        newest.set(connection, pool.add(newest.get(connection) ?? -1, at, seq, index, connection));
        wanted.seq.push(seq);
        wanted.at.push(at);
        wanted.idx.push(index);
        wanted.fl.push(connection);
        most = Math.max(most, ++inUse);
        if (!takesOut) return;
        expect(pool.takeOut(newest.get(connection) ?? -1, wanted.seq.length)).toEqual(wanted);
        inUse -= wanted.seq.length;
        newest.delete(connection);
        model.delete(connection);
      });
      expect(pool.rows).toBe(most);
    }),
  );
});

test("more events than one block holds", () => {
  const pool = new EventPool();
  let newest = -1;
  for (let i = 0; i < 40_000; i++) newest = pool.add(newest, i / 2, i, i - 2, 1);
  const { seq, at, idx } = pool.takeOut(newest, 40_000);
  expect([seq[0], at[1], idx[39_999], seq[20_000]]).toEqual([0, 0.5, 39_997, 20_000]);
});
