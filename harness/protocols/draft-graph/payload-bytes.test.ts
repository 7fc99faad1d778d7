import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chainOf, link, wordsOf } from "./chain.ts";
import { readLinked } from "./payload-bytes.ts";

const previous = "89abcdef01234567";

function quicklyRead(data: string, before = previous): { index: number; total: number; chain: string } | null {
  const { high, low } = wordsOf(before) ?? { high: 0, low: 0 };
  const raw = Buffer.from(data);
  const payload = readLinked({ raw, dataFrom: -1, dataEnd: -1 }, high, low);
  return payload && { index: payload.index, total: payload.total, chain: chainOf(payload) };
}
const texts = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      '"',
      "\\",
      "/",
      "\n",
      "\r",
      "\t",
      "\b",
      "\f",
      "\0",
      "\u001f",
      "\u007f",
      "\u2028",
      "é",
      "漢",
      "😀",
      "\ud800",
    ),
    fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
  ),
  maxLength: 40,
});

function dataOf(index: number, text: string, chain = link(previous, text)): string {
  return `{"stage":"DRAFTING","payload":{"index":${index},"total":40,"text":${JSON.stringify(text)},"chain":"${chain}"}}`;
}

/** What JSON.parse and a hash over strings say. */
function slowly(data: string): { index: number; total: number; chain: string } | null {
  try {
    const { index, total, text, chain } = JSON.parse(data).payload;
    return link(previous, text) === chain ? { index, total, chain } : null;
  } catch {
    return null;
  }
}

describe("a payload read from its bytes", () => {
  test("every well-formed text that follows is proved", () => {
    fc.assert(
      fc.property(fc.nat(999_999), texts, (index, text) => {
        const expected = text.isWellFormed() ? { index, total: 40, chain: link(previous, text) } : null;
        expect(quicklyRead(dataOf(index, text))).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  test("from any chain", () => {
    const chains = fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(chains, (before) => {
        const chain = link(before, "a");
        expect(quicklyRead(dataOf(1, "a", chain), before)).toEqual({ index: 1, total: 40, chain });
      }),
    );
  });

  test("whatever is changed in it, it never says more than JSON.parse does", () => {
    const change = fc.record({
      at: fc.nat(),
      gone: fc.nat(3),
      put: fc.constantFrom("", "a", "0", '"', "\\", "\\u0041", "\n", "\\x", "{", ","),
    });
    fc.assert(
      fc.property(texts, fc.array(change, { minLength: 1, maxLength: 3 }), (text, changes) => {
        let data = dataOf(7, text.toWellFormed());
        for (const { at, gone, put } of changes) {
          const place = at % (data.length + 1);
          data = data.slice(0, place) + put + data.slice(place + gone);
        }
        const quickly = quicklyRead(data);
        if (quickly !== null) expect(quickly).toEqual(slowly(data));
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    { claim: "another chain", data: dataOf(1, "a", "0".repeat(16)) },
    { claim: "its chain in capitals", data: dataOf(1, "b", link(previous, "b").toUpperCase()) },
    { claim: "a raw line break in the text", data: dataOf(1, "a\nb").replace("\\n", "\n") },
    { claim: "an escape that JSON has not", data: dataOf(1, "a\nb").replace("\\n", "\\q") },
    { claim: "an escape cut off by the text's end", data: dataOf(1, "a").replace('"a"', '"\\"') },
    { claim: "an index with a leading zero", data: dataOf(1, "a").replace('"index":1', '"index":01') },
    { claim: "a negative index", data: dataOf(1, "a").replace('"index":1', '"index":-1') },
    { claim: "a field more", data: dataOf(1, "a").replace('"total"', '"x":1,"total"') },
    { claim: "no payload", data: '{"stage":"DRAFTING"}' },
    { claim: "nothing", data: "" },
  ])("$claim is left to the slow way", ({ data }) => {
    expect(quicklyRead(data)).toBeNull();
  });

  test("a text larger than what was there before", () => {
    const text = '"é😀'.repeat(20_000);
    expect(quicklyRead(dataOf(3, text))).toEqual({
      index: 3,
      total: 40,
      chain: link(previous, text),
    });
  });
});
