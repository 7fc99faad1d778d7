import type { Liar } from "../liar.ts";

export const silenceForever: Liar = {
  name: "silence-forever",
  says: "opens a resumed stream and then says nothing at all",
  expect: { finding: "stalled" },
  load: { exchange: { idleMs: 1_500, eventMs: 10_000 } },
  lie: (tools) => ({
    events({ kind, stream }) {
      if (kind !== "resume" || tools.hasLiedTo(stream)) return null;
      tools.lied(stream);
      return { block() {}, end() {} };
    },
  }),
};
