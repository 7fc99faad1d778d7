import { madeUp } from "../changes.ts";
import type { Liar } from "../liar.ts";
import { atOnePayload } from "../tricks.ts";

export const inventedEvent: Liar = {
  name: "invented-event",
  says: "puts in an event that nobody sent",
  expect: { finding: "phantom" },
  lie: atOnePayload("replay", madeUp),
};
