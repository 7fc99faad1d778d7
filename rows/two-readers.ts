import type { Row } from "./row.ts";

export const twoReaders: Row = {
  name: "two-readers",
  does: "Two clients come back to the same stream, with the same cursor.",
  must: "Both get everything.",
  why: "A replay that is taken out of the buffer, or a single reader per stream, leaves one of the two without its events.",
  proof: "any that numbers or places events",
  streams: 100,
  needs: ["second-client"],
  cuts: [
    {
      afterEvents: [3, 15],
      where: ["after-event"],
      awayMs: [20, 60],
      awayStreams: [0.1, 0.3],
      joinedWith: "same-cursor",
    },
  ],
};
