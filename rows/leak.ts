import type { Row } from "./row.ts";

const drop = { afterEvents: [1, 1], where: ["first-byte"], how: ["fin", "rst"], awayMs: [0, 15] } as const;

export const leak: Row = {
  name: "leak",
  does: "Opens and drops 2,000 connections as their streams begin.",
  must: "Sockets, memory and processor time return to what they were.",
  why: "A handler that waits for a dropped client never ends; a timer or a listener that it leaves behind runs for ever.",
  proof: "any that numbers or places events",
  streams: 65,
  needs: ["command"],
  mustReturn: true,
  alone: true,
  arriveWithinMs: 3_000,
  cuts: [{ ...drop, afterEvents: [2, 2], where: ["after-event"] }, ...Array.from({ length: 30 }, () => drop)],
};
