import type { Row } from "./row.ts";

export const staleCursor: Row = {
  name: "stale-cursor",
  does: "A second client joins with an older cursor than the newest, as a reloaded page does.",
  must: "It gets everything after that cursor.",
  why: "A server that remembers how far it has sent, instead of reading the cursor, goes on from there.",
  proof: "any that numbers or places events",
  streams: 70,
  needs: ["cursor", "second-client"],
  cuts: [
    { afterEvents: [2, 8], where: ["after-event"], awayMs: [20, 60] },
    { afterEvents: [14, 24], where: ["after-event"], awayMs: [20, 60], joinedWith: "older-cursor" },
  ],
};
