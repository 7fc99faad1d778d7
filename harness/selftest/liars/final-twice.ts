import type { Liar } from "../liar.ts";

export const finalTwice: Liar = {
  name: "final-twice",
  says: "sends the last event twice",
  expect: { finding: "duplicated" },
  lie: (tools) => ({
    events: ({ stream }) => ({
      block(block, out) {
        out.send(block);
        if (!tools.wire.isFinal(block)) return;
        tools.lied(stream);
        out.send(block);
      },
    }),
  }),
};
