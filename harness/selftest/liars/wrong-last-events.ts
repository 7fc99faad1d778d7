import type { Liar } from "../liar.ts";
import type { Block } from "../proxy/block.ts";

/** Streams that end too early, twice, or with a wrong last event. */
export const wrongLastEvents: readonly Liar[] = [
  {
    name: "end-early",
    says: "closes a stream cleanly before its last event",
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
  },
  // The last event fits the payloads before it. It shows only because each payload named the total.
  {
    name: "early-final",
    says: "ends a stream early, with a last event that fits what came before",
    expect: { finding: "lost" },
    lie(tools) {
      const payloadsOf = new Map<string, Map<string, Block>>();
      return {
        events({ kind, stream }) {
          const payloads = payloadsOf.get(stream) ?? new Map<string, Block>();
          payloadsOf.set(stream, payloads);
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
  },
  {
    name: "no-final",
    says: "never sends the last event",
    expect: { finding: "unfinished", with: ["ended-early"] },
    lie: (tools) => ({
      events: ({ stream }) => ({
        block(block, out) {
          if (tools.wire.isFinal(block)) tools.lied(stream);
          else out.send(block);
        },
      }),
    }),
  },
  {
    name: "final-twice",
    says: "sends the last event twice",
    expect: { finding: "duplicated" },
    lie: (tools) => ({
      events: ({ stream }) => ({
        block(block, out) {
          out.send(block);
          if (!tools.wire.isFinal(block)) return;
          tools.lied(stream);
          out.send(block);
        },
      }),
    }),
  },
  {
    name: "final-twice-new-id",
    says: "sends the last event twice, the second time under a new id",
    expect: { finding: "duplicated" },
    lie: (tools) => ({
      events: ({ stream }) => ({
        block(block, out) {
          out.send(block);
          if (!tools.wire.isFinal(block)) return;
          tools.lied(stream);
          out.send(tools.wire.again(block));
        },
      }),
    }),
  },
  {
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
  },
  {
    name: "after-final",
    says: "sends an event after the last one",
    expect: { finding: "phantom" },
    lie: (tools) => ({
      events: ({ stream }) => ({
        block(block, out) {
          out.send(block);
          if (!tools.wire.isFinal(block)) return;
          tools.lied(stream);
          out.send(tools.wire.invented(tools.wire.again(block)));
        },
      }),
    }),
  },
  {
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
  },
];
