import type { Row } from "./row.ts";

export const idle: Row = {
  name: "idle",
  does: "Nothing is sent for some seconds. The client is cut before this pause, and again after it.",
  must: "The connection survives, or the client comes back without a loss.",
  why: "A subscription that was dropped because it was silent may not be taken up again.",
  proof: "any that numbers or places events",
  streams: 100,
  kind: "idle",
  cuts: [
    { afterEvents: [1, 10], where: ["after-event"], awayMs: [20, 60] },
    { afterEvents: [20, 30], where: ["after-event"], awayMs: [20, 60] },
  ],
};
