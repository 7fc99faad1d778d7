import { dropped } from "../changes.ts";
import type { Liar } from "../liar.ts";
import { atOnePayload } from "../tricks.ts";

export const dropAtSeam: Liar = {
  name: "drop-at-seam",
  says: "drops the event between replay and live stream",
  expect: { finding: "lost" },
  load: { events: 110 },
  lie: atOnePayload("seam", dropped),
};
