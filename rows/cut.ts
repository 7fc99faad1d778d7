import type { Row } from "./row.ts";

export const cut: Row = {
  name: "cut",
  does: "Cuts a stream twice while it runs, between two events or in the middle of one.",
  must: "Each event comes once and in order.",
  why: "A ring buffer that is too small leaves a silent gap; half an event counts as received.",
  streams: 110,
  cuts: [
    { afterEvents: [1, 7], where: ["after-event", "mid-event"], awayMs: [20, 60], awayStreams: [0.05, 0.2] },
    { afterEvents: [20, 27], where: ["after-event", "mid-event"], awayMs: [20, 60], awayStreams: [0.05, 0.12] },
  ],
};
