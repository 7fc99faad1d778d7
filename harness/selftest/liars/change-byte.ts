import { altered } from "../changes.ts";
import type { Liar } from "../liar.ts";
import { atOnePayload } from "../tricks.ts";

export const changeByte: Liar = {
  name: "change-byte",
  says: "changes one byte of a text",
  expect: { finding: "corrupted" },
  lie: atOnePayload("replay", altered),
};
