import fc from "fast-check";
import { expect, test } from "vitest";
import { KnownChains } from "./known-chains.ts";

const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const owner = fc.integer({ min: 1, max: 9 });

test("a chain is known by both of its words, and nobody owns one that never came", () => {
  const chains = new KnownChains();
  chains.add(7, 8, 1);
  expect([chains.ownerOf(7, 8), chains.ownerOf(8, 8), chains.ownerOf(7, 8 + 16_384), chains.ownerOf(0, 0)]).toEqual([
    1, 0, 0, 0,
  ]);
});

test("the newest five of one bucket are known, in whatever order they came", () => {
  fc.assert(
    fc.property(fc.uniqueArray(word, { maxLength: 40 }), owner, (highs, first) => {
      const chains = new KnownChains();
      for (const [i, high] of highs.entries()) chains.add(high, 3 + 16_384 * (i % 2), first + i);
      for (const [i, high] of highs.entries()) {
        const known = i >= highs.length - 5;
        expect(chains.ownerOf(high, 3 + 16_384 * (i % 2))).toBe(known ? first + i : 0);
      }
    }),
  );
});

test("of a face's newest 10,000 payloads nearly all are known", () => {
  const chains = new KnownChains();
  const low = (i: number) => Math.imul(i, 0x9e3779b1) ^ Math.imul(i >>> 7, 0x85ebca6b);
  const count = 50_000;
  for (let i = 1; i <= count; i++) chains.add(i, low(i), i);
  let known = 0;
  for (let i = count - 10_000; i < count; i++) if (chains.ownerOf(i, low(i)) === i) known++;
  expect(known).toBeGreaterThan(9_900);
});
