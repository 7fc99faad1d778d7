import { dropped } from "../changes.ts";
import type { Liar } from "../liar.ts";
import { atOnePayload } from "../tricks.ts";

export const dropReplayed: Liar = {
  name: "drop-replayed",
  says: "drops an event from the replay",
  expect: { finding: "lost" },
  lie: atOnePayload("replay", dropped),
};
