import type { Liar } from "../liar.ts";

/** Networks do it: a client comes back and loses nothing. A server that does it to every stream is ill. */
export const reset: Liar = {
  name: "reset",
  says: "breaks each connection off in the middle",
  expect: { gate: "error_rate" },
  lie: (tools) => ({
    events({ kind, stream }) {
      if (kind !== "start") return null;
      let left = tools.draws.int(2, 4);
      return {
        block(block, out) {
          out.send(block);
          if (!tools.wire.isPayload(block) || --left !== 0) return;
          tools.lied(stream);
          out.reset();
        },
      };
    },
  }),
};
