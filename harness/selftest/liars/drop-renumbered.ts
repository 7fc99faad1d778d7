import type { Liar } from "../liar.ts";
import { atOnePayload } from "../tricks.ts";

/** The ids have no gap: only the hash chain tells. */
export const dropRenumbered: Liar = {
  name: "drop-renumbered",
  says: "drops an event and closes the gap in the ids",
  expect: { finding: "lost" },
  lie: atOnePayload("replay", (_connection, { wire }) => ({
    here: () => [],
    after: (block) => [wire.renumbered(block, -1)],
  })),
};
