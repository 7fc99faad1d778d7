import { changed } from "../block.ts";
import type { Liar } from "../liar.ts";
import { atOnePayload } from "../tricks.ts";

/** An application that listens for `stage` never sees it. */
export const renameType: Liar = {
  name: "rename-type",
  says: "sends an event under a type that nobody listens for",
  expect: { finding: "lost" },
  lie: atOnePayload("replay", () => ({ here: (block) => [changed(block, { type: "message" })] })),
};
