import type { Row } from "./row.ts";

export const foreignCursor: Row = {
  name: "foreign-cursor",
  does: "Asks with the cursor of another stream, then comes back with its own.",
  must: "It gets no event of the other stream, but the protocol's answer for a cursor that is gone.",
  why: "Where a cursor alone finds the stream, anyone who has one reads somebody else's data.",
  proof: "marker, chain or publisher",
  streams: 200,
  needs: ["cursor", "probes", "foreign"],
  cuts: [{ afterEvents: [3, 30], where: ["after-event"], awayMs: [20, 60], probes: ["foreign-cursor"] }],
};
