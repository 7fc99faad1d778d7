import type { Row } from "./row.ts";

/** Each place at which a connection can be lost. */
const everywhere = ["after-event", "mid-event", "in-line", "in-character", "between-cr-lf", "chunk-header"] as const;

export const cut: Row = {
  name: "cut",
  does: "Cuts a stream twice while it runs, between two events or in the middle of one.",
  must: "Each event comes once and in order.",
  why: "A ring buffer that is too small leaves a silent gap; a client may count half an event as received.",
  proof: "any that numbers or places events",
  streams: 110,
  cuts: [
    { afterEvents: [1, 7], where: everywhere, how: ["fin", "rst"], awayMs: [20, 60], awayStreams: [0.05, 0.2] },
    { afterEvents: [20, 27], where: everywhere, how: ["fin", "rst"], awayMs: [20, 60], awayStreams: [0.05, 0.12] },
  ],
};
