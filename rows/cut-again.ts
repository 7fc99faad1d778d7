import type { Row } from "./row.ts";

export const cutAgain: Row = {
  name: "cut-again",
  does: "Cuts a stream, and cuts it twice more before anything new has come.",
  must: "The cursor survives: each event comes once and in order.",
  why: "A server that counts a resume's replay as delivered no longer has it when the same cursor comes again.",
  proof: "any that numbers or places events",
  streams: 80,
  cuts: [
    { afterEvents: [3, 15], where: ["after-event", "mid-event"], awayMs: [20, 60], awayStreams: [0.1, 0.2] },
    { afterEvents: [16, 16], where: ["first-byte"], awayMs: [20, 60], awayStreams: [0.02, 0.06] },
    { afterEvents: [16, 16], where: ["first-byte"], awayMs: [20, 60], awayStreams: [0.02, 0.06] },
  ],
};
