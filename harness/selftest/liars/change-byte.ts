import { changed } from "../block.ts";
import type { Liar } from "../liar.ts";
import { atOnePayload } from "../tricks.ts";

export const changeByte: Liar = {
  name: "change-byte",
  says: "changes one byte of a text",
  expect: { finding: "corrupted" },
  lie: atOnePayload("replay", () => ({
    here(block) {
      const at = block.data.search(/(?<="text":"[^"\\]*)[a-zA-Z]/);
      if (at < 0) return null;
      const other = block.data[at] === "a" ? "b" : "a";
      return [changed(block, { data: block.data.slice(0, at) + other + block.data.slice(at + 1) })];
    },
  })),
};
