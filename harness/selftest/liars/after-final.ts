import type { Liar } from "../liar.ts";

export const afterFinal: Liar = {
  name: "after-final",
  says: "sends an event after the last one",
  expect: { finding: "phantom" },
  lie: (tools) => ({
    events: ({ stream }) => ({
      block(block, out) {
        out.send(block);
        if (!tools.wire.isFinal(block)) return;
        tools.lied(stream);
        out.send(tools.wire.invented(tools.wire.again(block)));
      },
    }),
  }),
};
