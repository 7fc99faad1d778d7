import type { Liar } from "../liar.ts";
import { atOnePayload } from "../lies/at-one-payload.ts";
import { altered, foreign, invented } from "../lies/payload-changes.ts";
import { type Block, changed, rawBlock } from "../proxy/block.ts";

/** Events that differ from what the server had to send: in their bytes, stream, number or type. */
export const changedOrForeign: readonly Liar[] = [
  {
    name: "change-byte",
    says: "changes one byte of a text",
    expect: { finding: "corrupted" },
    lie: atOnePayload("replay", altered),
  },
  // The hash chain does not cover it.
  {
    name: "change-total",
    says: "changes the total in one payload",
    expect: { finding: "corrupted" },
    lie: atOnePayload("replay", () => ({
      here: (block) => [changed(block, { data: block.data.replace(/"total":\d+/, '"total":29') })],
    })),
  },
  {
    name: "cut-character",
    says: "cuts a character of several bytes in two and loses one half",
    expect: { finding: "corrupted" },
    lie: atOnePayload("replay", () => ({
      here({ raw }) {
        const lead = raw.findIndex((byte) => byte >= 0xc2); // the first byte of a character of several
        if (lead < 0) return null;
        return [rawBlock(Buffer.concat([raw.subarray(0, lead + 1), raw.subarray(lead + 2)]))];
      },
    })),
  },
  // A reader sees one event with two data lines under the second id: its data is unreadable, and the first id never comes.
  {
    name: "join-two",
    says: "leaves out the blank line between two events",
    expect: { finding: "corrupted", with: ["lost"] },
    lie: atOnePayload("replay", (_connection, { wire }) => {
      let first: Block | null = null;
      return {
        here(block) {
          first = block;
          return [];
        },
        after(block) {
          if (first === null || !wire.isOrdered(block)) return [block];
          const joined = Buffer.concat([first.raw.subarray(0, -1), block.raw]);
          first = null;
          return [rawBlock(joined)];
        },
      };
    }),
  },
  {
    name: "foreign-event",
    says: "puts in an event of another stream",
    expect: { finding: "foreign" },
    lie: atOnePayload("replay", ({ stream }, tools) => ({
      here(block) {
        const foreign = tools.foreign(stream);
        return foreign && [tools.wire.inPlaceOf(foreign, block), tools.wire.renumbered(block, 1)];
      },
      after: (block) => [tools.wire.renumbered(block, 1)],
    })),
  },
  {
    name: "foreign-event-same-id",
    says: "puts in an event of another stream, under the next event's id",
    expect: { finding: "foreign" },
    lie: atOnePayload("replay", foreign),
  },
  // Its client would go on with another user's draft.
  {
    name: "foreign-token",
    says: "gives a client the token of another stream",
    expect: { finding: "foreign" },
    lie(tools) {
      const tokens = new Map<string, string>();
      return {
        events({ kind, stream }) {
          return {
            block(block, out) {
              if (block.type !== "resume") return out.send(block);
              const foreign = [...tokens].find(([each]) => each !== stream)?.[1];
              if (kind === "start") tokens.set(stream, block.data);
              if (kind === "start" || foreign === undefined || tools.hasLiedTo(stream)) return out.send(block);
              tools.lied(stream);
              out.send(changed(block, { data: foreign }));
            },
          };
        },
      };
    },
  },
  {
    name: "invented-event",
    says: "puts in an event that was never sent",
    expect: { finding: "phantom" },
    lie: atOnePayload("replay", invented),
  },
  {
    name: "skip-ids",
    says: "leaves out ids and no event",
    expect: { finding: "misnumbered" },
    lie: atOnePayload("replay", (_connection, { wire }) => ({
      here: (block) => [wire.renumbered(block, 5)],
      after: (block) => [wire.renumbered(block, 5)],
    })),
  },
  // The client takes events under old ids for old ones, so it never sees the last event and comes back for it.
  {
    name: "restart-ids",
    says: "begins its ids at 0 again after a resume",
    expect: { finding: "misnumbered", with: ["ended-early"] },
    lie: atOnePayload("replay", (_connection, { wire }) => {
      let shift = 0;
      return {
        here(block) {
          shift = -(wire.numberOf(block) ?? 0);
          return [wire.renumbered(block, shift)];
        },
        after: (block) => [wire.renumbered(block, shift)],
      };
    }),
  },
  {
    name: "lose-id",
    says: "sends an event without its id",
    expect: { finding: "misnumbered" },
    lie: atOnePayload("replay", () => ({ here: (block) => [changed(block, { id: null })] })),
  },
  // Its clients leave Last-Event-ID out and drop events that they know, so only a comparison of bytes shows it.
  {
    name: "replay-other-bytes",
    says: "replays an event that the client has, with another text",
    expect: { finding: "corrupted" },
    load: { cut: { withoutLastEventId: 100 } },
    lie: atOnePayload("replay", () => ({
      here(block) {
        const data = block.data.replace(/"text":"/, '"text":"!');
        return data === block.data ? null : [changed(block, { data })];
      },
    })),
  },
  // An application that listens for `stage` never sees it.
  {
    name: "rename-type",
    says: "sends an event under a type that no client listens for",
    expect: { finding: "lost" },
    lie: atOnePayload("replay", () => ({ here: (block) => [changed(block, { type: "message" })] })),
  },
];
