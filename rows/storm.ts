import type { Row } from "./row.ts";

export const storm: Row = {
  name: "storm",
  does: "All clients are away, and all come back within one second.",
  must: "Each gets everything. The results show the time to the first event (p99).",
  why: "A restart or a broken balancer sends everybody back at once: replays pile up, and some are refused or dropped.",
  proof: "any that numbers or places events",
  streams: 200,
  alone: true,
  maxGrowthMb: 128,
  arriveWithinMs: 1_000,
  cuts: [{ afterEvents: [2, 6], where: ["after-event"], how: ["rst"], awayMs: [20, 60], allBackWithinMs: 1_000 }],
};
