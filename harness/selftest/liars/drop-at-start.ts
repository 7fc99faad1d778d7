import { dropped } from "../changes.ts";
import type { Liar } from "../liar.ts";
import { atOnePayload } from "../tricks.ts";

export const dropAtStart: Liar = {
  name: "drop-at-start",
  says: "drops an event before the cut",
  expect: { finding: "lost" },
  lie: atOnePayload("start", dropped),
};
