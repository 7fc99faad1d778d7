import { renumbered } from "../block.ts";
import type { Liar } from "../liar.ts";
import { atOnePayload } from "../tricks.ts";

export const duplicateNewId: Liar = {
  name: "duplicate-new-id",
  says: "sends an event twice, the second time under a new id",
  expect: { finding: "duplicated" },
  lie: atOnePayload("replay", () => ({
    here: (block) => [block, renumbered(block, 1)],
    after: (block) => [renumbered(block, 1)],
  })),
};
