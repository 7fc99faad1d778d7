import { expect, test } from "vitest";
import { LineReader } from "./line-reader.ts";

test("a line ends at LF or CR LF alone, wherever its bytes are split", () => {
  const text = '{"data":"a\u2028b\u0085c 🙂"}\r\n{"data":"d\re"}\n\nrest';
  const bytes = Buffer.from(text, "utf8");
  const reader = new LineReader();
  const lines = Array.from(bytes, (_, at) => reader.push(bytes.subarray(at, at + 1))).flat();
  expect([...lines, reader.end()]).toEqual(text.split(/\r?\n/));
  expect(reader.end()).toBe("");
});
