import type { Liar } from "../liar.ts";

export const byteByByte: Liar = {
  name: "byte-by-byte",
  says: "sends one byte at a time",
  expect: { legal: true },
  lie: (tools) => ({
    pieces({ stream }) {
      tools.lied(stream);
      return (bytes) => Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
    },
  }),
};
