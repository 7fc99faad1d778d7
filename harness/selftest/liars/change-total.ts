import { changed } from "../block.ts";
import type { Liar } from "../liar.ts";
import { atOnePayload } from "../tricks.ts";

/** The hash chain does not cover it. */
export const changeTotal: Liar = {
  name: "change-total",
  says: "changes the total in one payload",
  expect: { finding: "corrupted" },
  lie: atOnePayload("replay", () => ({
    here: (block) => [changed(block, { data: block.data.replace(/"total":\d+/, '"total":29') })],
  })),
};
