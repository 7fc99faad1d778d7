import type { Row } from "./row.ts";

export const compressed: Row = {
  name: "compressed",
  does: "Offers gzip, deflate, br and zstd as browsers do.",
  must: "Each event comes when it is sent, and each comes once.",
  why: "Compression that is not flushed holds events back until its buffer is full.",
  proof: "any that numbers or places events",
  streams: 110,
  needs: ["long-streams"],
  inTime: true,
  client: { acceptEncoding: "gzip, deflate, br, zstd" },
  cuts: [
    { afterEvents: [1, 7], where: ["after-event", "mid-event"], awayMs: [20, 60], awayStreams: [0.05, 0.2] },
    { afterEvents: [20, 27], where: ["after-event"], awayMs: [20, 60], awayStreams: [0.05, 0.12] },
  ],
};
