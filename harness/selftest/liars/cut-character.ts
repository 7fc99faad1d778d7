import { rawBlock } from "../block.ts";
import type { Liar } from "../liar.ts";
import { atOnePayload } from "../tricks.ts";

export const cutCharacter: Liar = {
  name: "cut-character",
  says: "cuts a character of several bytes in two and loses one half",
  expect: { finding: "corrupted" },
  lie: atOnePayload("replay", () => ({
    here({ raw }) {
      const lead = raw.findIndex((byte) => byte >= 0xc2); // the first byte of a character of several
      if (lead < 0) return null;
      return [rawBlock(Buffer.concat([raw.subarray(0, lead + 1), raw.subarray(lead + 2)]))];
    },
  })),
};
