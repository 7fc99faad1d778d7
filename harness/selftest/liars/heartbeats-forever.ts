import { rawBlock } from "../block.ts";
import type { Liar } from "../liar.ts";

export const heartbeatsForever: Liar = {
  name: "heartbeats-forever",
  says: "sends a resumed stream heartbeats and never an event",
  expect: { finding: "stalled" },
  load: { exchange: { idleMs: 10_000, eventMs: 1_500 } },
  lie: (tools) => ({
    events({ kind, stream }) {
      if (kind !== "resume" || tools.hasLiedTo(stream)) return null;
      tools.lied(stream);
      let begun = false;
      return {
        block(_block, out) {
          if (!begun) out.repeat(200, rawBlock(": heartbeat\n\n"));
          begun = true;
        },
        end() {},
      };
    },
  }),
};
