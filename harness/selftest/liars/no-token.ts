import type { Liar } from "../liar.ts";

export const noToken: Liar = {
  name: "no-token",
  says: "gives no token, and does not say that resume is unavailable",
  expect: { finding: "unfinished" },
  lie: (tools) => ({
    events({ stream }) {
      let missing = 0;
      return {
        block(block, out) {
          if (block.type !== "resume") return out.send(tools.wire.renumbered(block, -missing));
          tools.lied(stream);
          if (block.id !== null) missing++;
        },
      };
    },
  }),
};
