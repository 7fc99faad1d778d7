import type { Liar } from "../liar.ts";
import { atOnePayload } from "../tricks.ts";

export const duplicateNewId: Liar = {
  name: "duplicate-new-id",
  says: "sends an event twice, the second time under a new id",
  expect: { finding: "duplicated" },
  lie: atOnePayload("replay", (_connection, { wire }) => ({
    here: (block) => [block, wire.again(block)],
    after: (block) => [wire.renumbered(block, 1)],
  })),
};
