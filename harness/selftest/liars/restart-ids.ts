import { renumbered } from "../block.ts";
import type { Liar } from "../liar.ts";
import { atOnePayload } from "../tricks.ts";

/** The client takes what comes under old ids for old, never sees the last event, and comes back for it. */
export const restartIds: Liar = {
  name: "restart-ids",
  says: "begins its ids at 0 again after a resume",
  expect: { finding: "misnumbered", with: ["ended-early"] },
  lie: atOnePayload("replay", () => {
    let shift = 0;
    return {
      here(block) {
        shift = -(block.id ?? 0);
        return [renumbered(block, shift)];
      },
      after: (block) => [renumbered(block, shift)],
    };
  }),
};
