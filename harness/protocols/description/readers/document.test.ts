import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compared } from "./document.ts";

describe("a document and its parts", () => {
  test.each([
    { claim: "the same", joined: "one two", whole: "one two", is: { same: true } },
    { claim: "a part is missing", joined: "one ", whole: "one two", is: { same: false } },
    { claim: "parts in another order", joined: "two one ", whole: "one two ", is: { same: false, moved: true } },
    { claim: "a changed part", joined: "one twa", whole: "one two", is: { same: false } },
  ])("$claim", ({ joined, whole, is }) => {
    expect(compared(joined, whole)).toEqual({ k: "document", parts: joined.length, whole: whole.length, ...is });
  });

  test("taking out, doubling or moving a part of different words is seen", () => {
    const parts = fc.uniqueArray(fc.string({ minLength: 1 }), {
      minLength: 2,
      maxLength: 10,
      selector: (part) => part,
    });
    fc.assert(
      fc.property(parts, fc.nat(), (words, pick) => {
        const at = pick % words.length;
        const whole = words.join("");
        expect(compared(words.toSpliced(at, 1).join(""), whole)).toMatchObject({
          same: false,
          parts: whole.length - (words[at] as string).length,
        });
        expect(compared(words.toSpliced(at, 0, words[at] as string).join(""), whole).same).toBe(false);
        const turned = words.toReversed().join("");
        expect(compared(turned, whole).same).toBe(turned === whole);
      }),
    );
  });
});
