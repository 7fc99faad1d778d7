import type { Row } from "./row.ts";

export const overlap: Row = {
  name: "overlap",
  does: "Comes back while the server still believes that the old connection is alive: nobody closed it.",
  must: "The new connection gets everything; the old one takes nothing away.",
  why: "A queue that two readers share gives each of them a part, and some servers refuse the second reader.",
  proof: "any that numbers or places events",
  streams: 110,
  cuts: [
    {
      afterEvents: [1, 7],
      where: ["after-event"],
      how: ["silent", "half-open"],
      awayMs: [20, 60],
      awayStreams: [0.05, 0.2],
    },
    {
      afterEvents: [20, 27],
      where: ["after-event"],
      how: ["silent", "half-open"],
      awayMs: [20, 60],
      awayStreams: [0.05, 0.12],
    },
  ],
};
