import type { Liar } from "../liar.ts";
import { withLineEnds } from "../oddities.ts";

export const crOnly: Liar = {
  name: "cr-only",
  says: "ends its lines with CR alone",
  expect: { legal: true },
  lie: (tools) => ({
    events({ stream }) {
      tools.lied(stream);
      return { block: (block, out) => out.send(withLineEnds(block, "\r")) };
    },
  }),
};
