import fc from "fast-check";
import { expect, test } from "vitest";
import { LineReader } from "./line-reader.ts";

test("a line ends at LF or CR LF alone, wherever its bytes are split", () => {
  const texts = fc.string({ unit: fc.constantFrom("a", "🙂", "\u2028", "\u0085", "\r", "\n", "\r\n"), maxLength: 40 });
  const sizes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 });
  fc.assert(
    fc.property(texts, sizes, (text, lengths) => {
      const bytes = Buffer.from(text, "utf8");
      const reader = new LineReader();
      const lines: string[] = [];
      for (let at = 0, n = 0; at < bytes.length; n++) {
        const length = lengths[n % lengths.length] as number;
        lines.push(...reader.push(bytes.subarray(at, at + length)));
        at += length;
      }
      expect([...lines, reader.end()]).toEqual(text.split(/\r?\n/));
      expect(reader.end()).toBe("");
    }),
  );
});
