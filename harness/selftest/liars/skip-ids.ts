import type { Liar } from "../liar.ts";
import { atOnePayload } from "../tricks.ts";

export const skipIds: Liar = {
  name: "skip-ids",
  says: "leaves out ids and no event",
  expect: { finding: "misnumbered" },
  lie: atOnePayload("replay", (_connection, { wire }) => ({
    here: (block) => [wire.renumbered(block, 5)],
    after: (block) => [wire.renumbered(block, 5)],
  })),
};
