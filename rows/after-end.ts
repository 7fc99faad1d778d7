import type { Row } from "./row.ts";

export const afterEnd: Row = {
  name: "after-end",
  does: "Comes back once more when it has everything, the last event included.",
  must: "A clean end within three seconds, and no event again.",
  why: "Servers that know no end keep such a client waiting, or send it the stream again.",
  proof: "any that numbers or places events",
  streams: 200,
  needs: ["cursor", "end"],
  afterEnd: true,
  cuts: [{ afterEvents: [3, 30], where: ["after-event"], awayMs: [20, 60] }],
};
