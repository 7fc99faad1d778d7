import type { Block } from "../block.ts";
import type { Liar } from "../liar.ts";
import { atOnePayload } from "../tricks.ts";

export const swapTwo: Liar = {
  name: "swap-two",
  says: "sends two events in the wrong order",
  expect: { finding: "reordered" },
  lie: atOnePayload("replay", (_connection, { wire }) => {
    let late: Block | null = null;
    return {
      here(block) {
        late = block;
        return [];
      },
      after(block) {
        if (late === null || !wire.isOrdered(block)) return [block];
        const both = [block, late];
        late = null;
        return both;
      },
    };
  }),
};
