import type { Row } from "./row.ts";

export const hostileText: Row = {
  name: "hostile-text",
  does: "Texts contain line breaks of each kind, blank lines, lines that look like fields of the stream, and characters of two to four bytes.",
  must: "Each text comes back unchanged, and no forged id becomes a cursor.",
  why: "A server that writes a text into the stream unescaped lets the text's author end the event and begin another.",
  proof: "marker or publisher",
  streams: 200,
  kind: "hostile-text",
  cuts: [{ afterEvents: [3, 30], where: ["after-event", "in-character"], awayMs: [20, 60] }],
};
