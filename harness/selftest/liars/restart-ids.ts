import type { Liar } from "../liar.ts";
import { atOnePayload } from "../tricks.ts";

/** The client takes what comes under old ids for old, never sees the last event, and comes back for it. */
export const restartIds: Liar = {
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
};
