import type { Row } from "./row.ts";

export const cutInReplay: Row = {
  name: "cut-in-replay",
  does: "Stays away for many events, and cuts their replay after one or two.",
  must: "Each event comes once and in order, across both replays and what is live.",
  why: "A replay that was cut must begin again after the newest event that arrived, while new ones keep coming.",
  proof: "any that numbers or places events",
  streams: 110,
  cuts: [
    { afterEvents: [4, 8], where: ["after-event"], awayMs: [20, 60], awayStreams: [0.25, 0.4] },
    { afterEvents: [9, 11], where: ["after-event", "mid-event"], awayMs: [20, 60], awayStreams: [0.02, 0.1] },
  ],
};
