import type { Liar } from "../liar.ts";
import { atOnePayload } from "../tricks.ts";

export const changeByte: Liar = {
  name: "change-byte",
  says: "changes one byte of a text",
  expect: { finding: "corrupted" },
  lie: atOnePayload("replay", (_connection, { wire }) => ({
    here(block) {
      const altered = wire.altered(block);
      return altered && [altered];
    },
  })),
};
