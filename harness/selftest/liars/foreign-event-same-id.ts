import { foreign } from "../changes.ts";
import type { Liar } from "../liar.ts";
import { atOnePayload } from "../tricks.ts";

export const foreignEventSameId: Liar = {
  name: "foreign-event-same-id",
  says: "puts in an event of another stream, under the next event's id",
  expect: { finding: "foreign" },
  lie: atOnePayload("replay", foreign),
};
