import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chainOf, wordAt, wordsOf } from "./chain.ts";
import { RecentChains } from "./recent-chains.ts";

const chains = fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 16, maxLength: 16 });

describe("a chain as two words", () => {
  test("is the same chain again", () => {
    fc.assert(
      fc.property(chains, (chain) => {
        const words = wordsOf(chain) ?? { high: 0, low: 0 };
        expect(chainOf(words)).toBe(chain);
        const raw = Buffer.from(chain, "hex").toString("latin1");
        expect([wordAt(raw, 0), wordAt(raw, 4)]).toEqual([words.high, words.low]);
      }),
    );
  });

  test.each(["", "0123456789ABCDEF", "0123456789abcde", "0123456789abcdef0", "0123456789abcdeg", "０123456789abcde"])(
    "%j is not a chain",
    (text) => {
      expect(wordsOf(text)).toBeNull();
    },
  );
});

test("the newest four are remembered as a list of strings would, apart from texts that are not chains", () => {
  const few = [
    "0000000000000001",
    "ffffffff00000000",
    "00000000ffffffff",
    "8000000080000000",
    "0123456789abcdef",
    "odd",
    "",
  ];
  const step = fc.record({ chain: fc.constantFrom(...few), newest: fc.boolean() });
  fc.assert(
    fc.property(fc.boolean(), fc.array(step, { maxLength: 12 }), (begins, steps) => {
      const recent = new RecentChains();
      const list: string[] = [];
      if (begins) {
        recent.begin();
        list.push("the root");
      }
      for (const { chain, newest } of steps) {
        recent.remember(chain, { newest });
        list.splice(newest ? 0 : Math.min(1, list.length), 0, chain);
        list.splice(4);
        expect(recent.length).toBe(list.length);
        const newestChain = wordsOf(list[0] ?? "");
        expect(recent.newestIsChain).toBe(newestChain !== null);
        if (newestChain) expect({ high: recent.high, low: recent.low }).toEqual(newestChain);
        for (const each of few) {
          const isChain = wordsOf(each) !== null;
          expect(recent.includes(each)).toBe(isChain && list.includes(each));
          expect(recent.find("the root", (before) => before === each)).toBe(isChain ? list.indexOf(each) : -1);
        }
        expect(recent.find("the root", (before) => before === "the root")).toBe(list.indexOf("the root"));
      }
    }),
  );
});
