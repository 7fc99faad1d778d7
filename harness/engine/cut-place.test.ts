import { expect, test } from "vitest";
import { placeOfCut } from "./cut-place.ts";

test.each([
  { claim: "in a character of several bytes", wanted: "in-character", text: "data: é", place: "in-character" },
  {
    claim: "in a line, where all characters are of one byte",
    wanted: "in-character",
    text: "data: e",
    place: "in-line",
  },
  { claim: "between CR and LF", wanted: "between-cr-lf", text: "data: e\r\n", place: "between-cr-lf" },
  { claim: "in a line, where lines end with LF alone", wanted: "between-cr-lf", text: "data: e\n\n", place: "in-line" },
  { claim: "in a line, where CR ends the bytes", wanted: "between-cr-lf", text: "data: e\r", place: "in-line" },
  { claim: "as a chunk begins", wanted: "chunk-header", text: "data", place: "chunk-header" },
] as const)("a cut falls $claim", ({ wanted, text, place }) => {
  const bytes = Buffer.from(`before ${text}`);
  expect(placeOfCut(wanted, bytes, 7, bytes.length)).toBe(place);
});
