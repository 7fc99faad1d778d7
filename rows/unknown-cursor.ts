import type { Row } from "./row.ts";

export const unknownCursor: Row = {
  name: "unknown-cursor",
  does: "Asks with a cursor that the server never gave out, then comes back with its own.",
  must: "It gets the protocol's answer for a cursor that is gone, and the client's own resume is not disturbed. Where no document says what is right, the answer is reported and left open.",
  why: "A server that breaks on a cursor it does not know breaks on each client that comes back after a restart.",
  proof: "any that numbers or places events",
  streams: 200,
  needs: ["cursor", "probes"],
  cuts: [{ afterEvents: [3, 30], where: ["after-event"], awayMs: [20, 60], probes: ["unknown-cursor"] }],
};
