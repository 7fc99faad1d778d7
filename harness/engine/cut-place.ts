import type { CutPlace } from "../history/records.ts";

const LF = 10;
const CR = 13;

/**
 * Where a cut really falls in the bytes after the last event that counts: at the wanted place if the bytes have one, else in the
 * middle of a line. A server cannot see at which byte its client stopped; the place says what the client had to drop.
 */
export function placeOfCut(wanted: CutPlace, bytes: Uint8Array, from: number, to: number): CutPlace {
  if (wanted === "in-character") return some(bytes, from, to, (byte) => byte >= 0xc0) ? wanted : "in-line";
  if (wanted === "between-cr-lf") {
    return some(bytes, from, to, (byte, at) => byte === CR && bytes[at + 1] === LF) ? wanted : "in-line";
  }
  return wanted;
}

function some(bytes: Uint8Array, from: number, to: number, is: (byte: number, at: number) => boolean): boolean {
  for (let at = from; at < to; at++) if (is(bytes[at] as number, at)) return true;
  return false;
}
