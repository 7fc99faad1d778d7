import type { Liar } from "../liar.ts";
import { atOnePayload } from "../tricks.ts";

export const foreignEventSameId: Liar = {
  name: "foreign-event-same-id",
  says: "puts in an event of another stream, under the next event's id",
  expect: { finding: "phantom" },
  lie: atOnePayload("replay", ({ stream }, tools) => ({
    here(block) {
      const foreign = tools.foreign(stream);
      return foreign && [tools.wire.inPlaceOf(foreign, block), block];
    },
  })),
};
