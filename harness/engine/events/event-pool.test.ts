import fc from "fast-check";
import { expect, test } from "vitest";
import { batch, type Columns, EventPool } from "./event-pool.ts";

test("each connection gets back its own events in their order, however they are mixed, and blocks are used again", () => {
  const step = fc.record({ connection: fc.nat(5), ends: fc.boolean(), seq: fc.integer(), index: fc.integer() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const pool = new EventPool();
      const open = new Map<number, { readonly block: number; readonly wanted: Columns }>();
      let most = 0;
      steps.forEach(({ connection, ends, seq, index }, step) => {
        const at = (step * 1_234) / 100;
        const { block, wanted } = open.get(connection) ?? {
          block: pool.take(),
          wanted: { seq: [], at: [], idx: [], fl: [] },
        };
        open.set(connection, { block, wanted });
        pool.put(block, wanted.seq.length, at, seq, index, connection);
        wanted.seq.push(seq);
        wanted.at.push(at);
        wanted.idx.push(index);
        wanted.fl.push(connection);
        most = Math.max(most, open.size);
        if (!ends && wanted.seq.length < batch) return;
        expect(pool.takeOut(block, wanted.seq.length)).toEqual(wanted);
        open.delete(connection);
      });
      expect(pool.blocks).toBe(most);
    }),
  );
});

test("more blocks than one slab has", () => {
  const pool = new EventPool();
  const blocks = Array.from({ length: 1_500 }, () => pool.take());
  for (const block of blocks) pool.put(block, batch - 1, block / 2, block, -1, 1);
  for (const block of blocks) {
    const { seq, at } = pool.takeOut(block, batch);
    expect([seq.at(-1), at.at(-1)]).toEqual([block, block / 2]);
  }
  expect(pool.take()).toBe(blocks.at(-1));
});
