import type { Liar } from "../liar.ts";
import { withLineEnds } from "../oddities.ts";

export const crlfSplit: Liar = {
  name: "crlf-split",
  says: "ends its lines with CRLF and splits it between two chunks",
  expect: { legal: true },
  lie: (tools) => ({
    events({ stream }) {
      tools.lied(stream);
      return { block: (block, out) => out.send(withLineEnds(block, "\r\n")) };
    },
    pieces: () => (bytes) => {
      const pieces: Buffer[] = [];
      let from = 0;
      for (let at = bytes.indexOf("\r\n"); at >= 0; at = bytes.indexOf("\r\n", at + 2)) {
        pieces.push(bytes.subarray(from, at + 1));
        from = at + 1;
      }
      return [...pieces, bytes.subarray(from)];
    },
  }),
};
