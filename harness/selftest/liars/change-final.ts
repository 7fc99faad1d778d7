import { changed, isFinal } from "../block.ts";
import type { Liar } from "../liar.ts";

export const changeFinal: Liar = {
  name: "change-final",
  says: "changes the last event's chain",
  expect: { finding: "corrupted" },
  lie: (tools) => ({
    events: ({ stream }) => ({
      block(block, out) {
        if (!isFinal(block)) return out.send(block);
        tools.lied(stream);
        out.send(changed(block, { data: block.data.replace(/"chain":"./, (all) => `${all.slice(0, -1)}x`) }));
      },
    }),
  }),
};
