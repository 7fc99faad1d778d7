import { type Block, rawBlock } from "../block.ts";
import type { Liar } from "../liar.ts";
import { atOnePayload } from "../tricks.ts";

/** A reader sees one event of two lines under the second id: it is not readable, and the first id never comes. */
export const joinTwo: Liar = {
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
};
