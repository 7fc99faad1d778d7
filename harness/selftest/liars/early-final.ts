import { changed, isPayload } from "../block.ts";
import type { Liar } from "../liar.ts";

/** The last event fits the payloads before it: only that they said how many they would be tells. */
export const earlyFinal: Liar = {
  name: "early-final",
  says: "ends a stream early, with a last event that fits what came before",
  expect: { finding: "lost" },
  lie: (tools) => ({
    events({ kind, stream }) {
      let left = kind === "resume" ? tools.draws.int(1, 3) : Number.POSITIVE_INFINITY;
      return {
        block(block, out) {
          if (!isPayload(block) || --left !== 0) return out.send(block);
          const { index, chain } = JSON.parse(block.data).payload as { index: number; chain: string };
          const payload = { graph: { nodes: [], edges: [] }, total: index + 1, chain };
          tools.lied(stream);
          const data = JSON.stringify({ stage: "COMPLETE", payload });
          out.send(block, changed(block, { id: (block.id ?? 0) + 1, data }));
          out.end();
        },
      };
    },
  }),
};
