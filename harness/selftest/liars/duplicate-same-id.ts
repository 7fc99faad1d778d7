import { twice } from "../changes.ts";
import type { Liar } from "../liar.ts";
import { atOnePayload } from "../tricks.ts";

export const duplicateSameId: Liar = {
  name: "duplicate-same-id",
  says: "sends an event twice, under its own id",
  expect: { finding: "duplicated" },
  lie: atOnePayload("replay", twice),
};
