import type { Liar } from "../liar.ts";
import { withComments } from "../oddities.ts";

export const commentsBetweenLines: Liar = {
  name: "comments-between-lines",
  says: "puts comments between the lines of an event",
  expect: { legal: true },
  lie: (tools) => ({
    events({ stream }) {
      tools.lied(stream);
      return { block: (block, out) => out.send(withComments(block)) };
    },
  }),
};
