import type { Row } from "./row.ts";

export const twoStreams: Row = {
  name: "two-streams",
  does: "Two streams are opened at once, cut at the same event, and resumed at the same time.",
  must: "No event of one comes on the other.",
  why: "A buffer or a subscription that streams share by mistake gives a client somebody else's data.",
  proof: "marker, chain or publisher",
  streams: 110,
  needs: ["foreign"],
  inPairs: true,
  cuts: [
    { afterEvents: [1, 7], where: ["after-event", "mid-event"], awayMs: [20, 60], awayStreams: [0.05, 0.2] },
    { afterEvents: [20, 27], where: ["after-event"], awayMs: [20, 60], awayStreams: [0.05, 0.12] },
  ],
};
