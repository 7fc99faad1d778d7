import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { unknownLike } from "./unknown-cursor.ts";

describe("a cursor that was never given out", () => {
  test.each([
    { claim: "of a number is a number far ahead", cursor: "41", unknown: "900000041" },
    { claim: "of a UUID has the form of one", cursor: "0f8fad5b-d9cd", unknown: "5c3cda0e-a4fa" },
    { claim: "of Redis' stream ids has their form", cursor: "1700000000000-0", unknown: "6255555555555-5" },
    { claim: "of what has neither letter nor digit is longer", cursor: "--", unknown: "--0" },
    { claim: "cannot be made of nothing", cursor: null, unknown: null },
    { claim: "cannot be made of an empty one", cursor: "", unknown: null },
  ])("$claim", ({ cursor, unknown }) => {
    expect(unknownLike(cursor)).toBe(unknown);
  });

  test("differs from the cursor, whatever that is", () => {
    fc.assert(fc.property(fc.string({ minLength: 1 }), (cursor) => unknownLike(cursor) !== cursor));
  });
});
