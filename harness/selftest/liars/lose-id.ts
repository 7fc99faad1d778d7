import { changed } from "../block.ts";
import type { Liar } from "../liar.ts";
import { atOnePayload } from "../tricks.ts";

export const loseId: Liar = {
  name: "lose-id",
  says: "sends an event without its id",
  expect: { finding: "misnumbered" },
  lie: atOnePayload("replay", () => ({ here: (block) => [changed(block, { id: null })] })),
};
