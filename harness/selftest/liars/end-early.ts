import type { Liar } from "../liar.ts";

export const endEarly: Liar = {
  name: "end-early",
  says: "closes a stream in good order before its last event",
  expect: { finding: "ended-early" },
  lie: (tools) => ({
    events({ kind, stream }) {
      if (kind !== "start") return null;
      let left = tools.draws.int(2, 4);
      return {
        block(block, out) {
          out.send(block);
          if (!tools.wire.isPayload(block) || --left > 0) return;
          tools.lied(stream);
          out.end();
        },
      };
    },
  }),
};
