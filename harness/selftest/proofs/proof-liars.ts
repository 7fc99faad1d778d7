import type { EventFilter, Liar, Tools } from "../liar.ts";
import { atOnePayload, type Place } from "../lies/at-one-payload.ts";
import { altered, foreign, invented, type MakeChange, swapped, twice } from "../lies/payload-changes.ts";
import type { Block } from "../proxy/block.ts";

/** A liar of the table in `expected.ts`. What the judge must say depends on the proof. */
export type ProofLiar = Omit<Liar, "expect">;

/** Long streams, because only a stream that still runs has events after the replay. */
const longer = { events: 110 };
const placeNames = {
  start: "before the cut",
  replay: "in the replay",
  seam: "right after the replay",
  live: "after the replay",
};

function at(place: Place, name: string, says: string, change: MakeChange): ProofLiar {
  const load = place === "seam" || place === "live" ? { load: longer } : {};
  return { name, says: `${says} ${placeNames[place]}`, ...load, lie: atOnePayload(place, change) };
}

/** An event of another stream comes, and the true one does not. */
const foreignInstead: MakeChange = (connection, tools) => ({
  here(block) {
    const both = foreign(connection, tools).here(block);
    return both?.slice(0, 1) ?? null;
  },
});

/** The usual lies at other places, and lies that every reader gets. */
export const proofLiars: readonly ProofLiar[] = [
  at("start", "duplicate-at-start", "sends an event twice", twice),
  at("seam", "duplicate-at-seam", "sends an event twice", twice),
  at("start", "swap-at-start", "sends two events in the wrong order", swapped),
  at("seam", "swap-at-seam", "sends two events in the wrong order", swapped),
  at("start", "change-at-start", "changes one letter of a text", altered),
  at("seam", "change-at-seam", "changes one letter of a text", altered),
  at("start", "invented-at-start", "puts in an event that was never sent", invented),
  at("seam", "invented-at-seam", "puts in an event that was never sent", invented),
  at("start", "foreign-at-start", "puts in an event of another stream", foreign),
  at("seam", "foreign-at-seam", "puts in an event of another stream", foreign),
  at("replay", "foreign-instead", "sends an event of another stream for the true one", foreignInstead),
  { name: "drop-last", says: "drops the last event but one", lie: dropLast },
  toAll("drop-for-all", "leaves an event out of every reading", () => []),
  toAll("change-for-all", "changes a letter of an event in every reading", (block, { wire }) => [
    wire.altered(block) ?? block,
  ]),
  { name: "honest-return", says: "is correct", load: { cut: { withdrawn: 25 } }, lie: honest },
  {
    name: "half-event",
    says: "is cut off in the middle of an event",
    load: { cut: { where: ["mid-event"] } },
    lie: honest,
  },
];

function honest(tools: Tools) {
  return {
    events({ stream }: { readonly stream: string }): EventFilter | null {
      tools.lied(stream);
      return null;
    },
  };
}

/** Keeps each event back until the next one comes. */
function dropLast(tools: Tools) {
  return {
    events({ stream }: { readonly stream: string }): EventFilter {
      let late: Block | null = null;
      return {
        block(block, out) {
          if (late !== null && tools.wire.isFinal(block)) tools.lied(stream);
          else if (late !== null) out.send(late);
          late = tools.wire.isPayload(block) ? block : null;
          if (late === null) out.send(block);
        },
      };
    },
  };
}

/** The same lie about the same event to every reader, as if the event had been stored that way. */
function toAll(name: string, says: string, change: (block: Block, tools: Tools) => readonly Block[]): ProofLiar {
  return {
    name,
    says,
    lie(tools) {
      const chosen = new Map<string, string>();
      return {
        toAll: true,
        events({ stream }) {
          let left = 2;
          return {
            block(block, out) {
              const raw = block.raw.toString("latin1");
              if (tools.wire.isPayload(block) && left-- === 0 && !chosen.has(stream)) chosen.set(stream, raw);
              if (chosen.get(stream) !== raw) return out.send(block);
              tools.lied(stream);
              out.send(...change(block, tools));
            },
          };
        },
      };
    },
  };
}
