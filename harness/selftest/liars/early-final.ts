import type { Block } from "../block.ts";
import type { Liar } from "../liar.ts";

/** The last event fits the payloads before it: only that they said how many they would be tells. */
export const earlyFinal: Liar = {
  name: "early-final",
  says: "ends a stream early, with a last event that fits what came before",
  expect: { finding: "lost" },
  lie(tools) {
    const told = new Map<string, Map<string, Block>>();
    return {
      events({ kind, stream }) {
        const payloads = told.get(stream) ?? new Map<string, Block>();
        told.set(stream, payloads);
        let left = kind === "resume" ? tools.draws.int(1, 3) : Number.POSITIVE_INFINITY;
        return {
          block(block, out) {
            out.send(block);
            if (!tools.wire.isPayload(block)) return;
            const isNew = !payloads.has(block.raw.toString("latin1"));
            payloads.set(block.raw.toString("latin1"), block);
            if (!isNew || --left !== 0) return;
            tools.lied(stream);
            out.send(tools.wire.finalAfter([...payloads.values()]));
            out.end();
          },
        };
      },
    };
  },
};
