import fc from "fast-check";
import { expect, test } from "vitest";
import { wrap } from "./fit-text.ts";

test("wrapping keeps every character but the spaces", () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z]{1,60}$/), { minLength: 1 }), (words) => {
      const lines = wrap(words.join(" "), 30, "  ");
      expect(lines.every((line) => line.length <= 30)).toBe(true);
      expect(lines.join("").replaceAll(" ", "")).toBe(words.join(""));
    }),
  );
});
