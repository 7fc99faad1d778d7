import type { Liar } from "../liar.ts";

/** Our own limits are longer here, so that the pause between two events tells, not we who hang up. */
export const stall: Liar = {
  name: "stall",
  says: "says nothing for 5 s in the middle of a stream",
  expect: { finding: "stalled" },
  load: { streams: 4, exchange: { idleMs: 10_000, eventMs: 10_000 } },
  lie: (tools) => ({
    events({ kind, stream }) {
      if (kind !== "start") return null;
      let left = tools.draws.int(2, 4);
      return {
        block(block, out) {
          out.send(block);
          if (!tools.wire.isPayload(block) || --left !== 0) return;
          tools.lied(stream);
          out.hold(5_000);
        },
      };
    },
  }),
};
