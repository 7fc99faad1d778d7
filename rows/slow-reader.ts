import type { Row } from "./row.ts";

export const slowReader: Row = {
  name: "slow-reader",
  does: "Stops reading after the third event of each connection, for as long as a stream takes, and then goes on.",
  must: "It gets everything. The server's memory stays bounded, where it can be seen (--command).",
  why: "A server that waits for a slow client holds up others, and a server that does not wait may drop its events, or keep all of them.",
  proof: "any that numbers or places events",
  streams: 200,
  stalls: true,
  alone: true,
  arriveWithinMs: 3_000,
  maxGrowthMb: 128,
  cuts: [{ afterEvents: [10, 30], where: ["after-event"], awayMs: [20, 60] }],
};
