import { changed, renumbered } from "../block.ts";
import type { Liar } from "../liar.ts";
import { atOnePayload } from "../tricks.ts";

const payload = { index: 3, total: 9, text: "This was never drafted.", chain: "0123456789abcdef" };

export const inventedEvent: Liar = {
  name: "invented-event",
  says: "puts in an event that nobody sent",
  expect: { finding: "phantom" },
  lie: atOnePayload("replay", () => ({
    here: (block) => [changed(block, { data: JSON.stringify({ stage: "DRAFTING", payload }) }), renumbered(block, 1)],
    after: (block) => [renumbered(block, 1)],
  })),
};
