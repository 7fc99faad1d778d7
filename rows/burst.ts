import type { Row } from "./row.ts";

export const burst: Row = {
  name: "burst",
  does: "All events of a stream are sent at once, and the stream is cut among them.",
  must: "Each event comes once and in order; ids are unique.",
  why: "Ids made from the clock can be the same within a millisecond, and a slow client is dropped when a burst fills its buffer.",
  proof: "any that numbers or places events",
  streams: 200,
  kind: "burst",
  cuts: [{ afterEvents: [2, 30], where: ["after-event", "mid-event"], awayMs: [20, 60] }],
};
