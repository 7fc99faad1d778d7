import type { Row } from "./row.ts";

export const longAway: Row = {
  name: "long-away",
  does: "Stays away for two to three times as long as a stream takes.",
  must: "It gets everything, or an answer that says that it is gone; never a silent gap.",
  why: "Buffers are dropped some time after the end; the answer must then not look like a stream without events.",
  proof: "any that numbers or places events",
  streams: 200,
  mayRefuse: true,
  client: { startAnew: false },
  cuts: [{ afterEvents: [1, 4], where: ["after-event"], awayMs: [500, 1_000], awayStreams: [2, 3] }],
};
