import { dropped } from "../changes.ts";
import type { Liar } from "../liar.ts";
import { atOnePayload } from "../tricks.ts";

export const dropLive: Liar = {
  name: "drop-live",
  says: "drops an event of the live stream behind the replay",
  expect: { finding: "lost" },
  load: { events: 110 },
  lie: atOnePayload("live", dropped),
};
