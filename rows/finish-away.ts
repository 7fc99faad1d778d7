import type { Row } from "./row.ts";

export const finishAway: Row = {
  name: "finish-away",
  does: "Stays away until the stream has ended.",
  must: "The client gets the rest and the last event.",
  why: "Some servers forget a stream that is over, or end a resume without its last events: a client then waits for ever.",
  proof: "any that numbers or places events",
  streams: 200,
  cuts: [{ afterEvents: [3, 30], where: ["after-event", "mid-event"], awayMs: [200, 600], awayStreams: [1, 1.1] }],
};
