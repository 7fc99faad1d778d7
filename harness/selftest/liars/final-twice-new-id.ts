import type { Liar } from "../liar.ts";

export const finalTwiceNewId: Liar = {
  name: "final-twice-new-id",
  says: "sends the last event twice, the second time under a new id",
  expect: { finding: "duplicated" },
  lie: (tools) => ({
    events: ({ stream }) => ({
      block(block, out) {
        out.send(block);
        if (!tools.wire.isFinal(block)) return;
        tools.lied(stream);
        out.send(tools.wire.again(block));
      },
    }),
  }),
};
