import type { Liar } from "../liar.ts";

export const noFinal: Liar = {
  name: "no-final",
  says: "never sends the last event",
  expect: { finding: "unfinished", with: ["ended-early"] },
  lie: (tools) => ({
    events: ({ stream }) => ({
      block(block, out) {
        if (tools.wire.isFinal(block)) tools.lied(stream);
        else out.send(block);
      },
    }),
  }),
};
