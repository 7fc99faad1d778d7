import type { Liar } from "../liar.ts";
import { atOnePayload } from "../tricks.ts";

export const foreignEvent: Liar = {
  name: "foreign-event",
  says: "puts in an event of another stream",
  expect: { finding: "foreign" },
  lie: atOnePayload("replay", ({ stream }, tools) => ({
    here(block) {
      const foreign = tools.foreign(stream);
      return foreign && [tools.wire.inPlaceOf(foreign, block), tools.wire.renumbered(block, 1)];
    },
    after: (block) => [tools.wire.renumbered(block, 1)],
  })),
};
