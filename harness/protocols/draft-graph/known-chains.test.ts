import fc from "fast-check";
import { expect, test } from "vitest";
import { KnownChains } from "./known-chains.ts";

/** More payloads than are remembered. */
const many = 150_000;

test("a chain is found by both of its words, and one that never came has no owner", () => {
  const chains = new KnownChains();
  chains.add(7, 8, 1);
  chains.add(9, 8, 2);
  const asked = [chains.ownerOf(7, 8), chains.ownerOf(9, 8), chains.ownerOf(8, 8), chains.ownerOf(7, 9)];
  expect(asked).toEqual([1, 2, 0, 0]);
  expect(chains.ownerOf(0, 0)).toBe(0);
});

test("whatever words it has, negative ones too", () => {
  const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
  const chain = fc.record({ high: word, low: word.map((each) => each & 3), owner: fc.integer({ min: 1 }) });
  fc.assert(
    fc.property(fc.uniqueArray(chain, { selector: ({ high, low }) => `${high} ${low}`, maxLength: 40 }), (added) => {
      const chains = new KnownChains();
      for (const { high, low, owner } of added) chains.add(high, low, owner);
      expect(added.map(({ high, low }) => chains.ownerOf(high, low))).toEqual(added.map(({ owner }) => owner));
    }),
    { numRuns: 20 },
  );
});

test("the newest ones are known, and older ones are forgotten", () => {
  const chains = new KnownChains();
  for (let i = 1; i <= many; i++) chains.add(i, -i, i);
  expect([many, many - 131_071, many - 131_072, 1].map((i) => chains.ownerOf(i, -i))).toEqual([
    many,
    many - 131_071,
    0,
    0,
  ]);
});

test("after too many questions there is no answer, because each question takes time", () => {
  const chains = new KnownChains();
  chains.add(7, 8, 1);
  let answers = 0;
  for (let i = 0; i < 10_100; i++) answers += chains.ownerOf(7, 8);
  expect(answers).toBe(10_000);
});
