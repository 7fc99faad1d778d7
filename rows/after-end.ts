import type { Row } from "./row.ts";

export const afterEnd: Row = {
  name: "after-end",
  does: "Comes back once more after it has received everything, including the last event.",
  must: "A clean end within three seconds, and no event again.",
  why: "Servers without a notion of an end keep such a client waiting, or send it the stream again.",
  proof: "any that numbers or places events",
  streams: 200,
  needs: ["cursor", "end"],
  afterEnd: true,
  cuts: [{ afterEvents: [3, 30], where: ["after-event"], awayMs: [20, 60] }],
};
