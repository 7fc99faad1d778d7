import type { Liar } from "../liar.ts";

export const changeFinal: Liar = {
  name: "change-final",
  says: "changes the last event's chain",
  expect: { finding: "corrupted" },
  lie: (tools) => ({
    events: ({ stream }) => ({
      block(block, out) {
        if (!tools.wire.isFinal(block)) return out.send(block);
        tools.lied(stream);
        out.send(tools.wire.alteredFinal(block));
      },
    }),
  }),
};
