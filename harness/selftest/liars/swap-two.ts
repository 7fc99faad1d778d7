import { swapped } from "../changes.ts";
import type { Liar } from "../liar.ts";
import { atOnePayload } from "../tricks.ts";

export const swapTwo: Liar = {
  name: "swap-two",
  says: "sends two events in the wrong order",
  expect: { finding: "reordered" },
  lie: atOnePayload("replay", swapped),
};
