import { isUtf8 } from "node:buffer";
import { endOfDigits, endOfName, hasField, LF, nameOf, plainNumber } from "./sse-bytes.ts";
import { ReadEvent } from "./sse-event.ts";

/**
 * Reads what nearly every block is: a number as its id, a type in small letters, one line of data, a blank line, all in this
 * chunk. The chunk must hold no CR, which would end a line.
 *
 * @returns null for all else, which is left to the parser line by line
 */
export function readUsualBlock(chunk: Buffer, from: number, maxBytes: number): ReadEvent | null {
  if (!hasField(chunk, from, "id")) return null;
  const idEnd = endOfDigits(chunk, from + 4);
  const number = plainNumber(chunk, from + 4, idEnd);
  if (number < 0 || chunk[idEnd] !== LF || !hasField(chunk, idEnd + 1, "event")) return null;
  const typeStart = idEnd + 8;
  const typeEnd = endOfName(chunk, typeStart);
  if (typeEnd === typeStart || chunk[typeEnd] !== LF || !hasField(chunk, typeEnd + 1, "data")) return null;
  const dataStart = typeEnd + 7;
  const dataEnd = chunk.indexOf(LF, dataStart);
  const bytes = dataEnd + 2 - from;
  if (dataEnd < 0 || chunk[dataEnd + 1] !== LF || bytes > maxBytes) return null;
  const data = chunk.subarray(dataStart, dataEnd);
  return new ReadEvent(nameOf(chunk, typeStart, typeEnd), data, "", number, true, bytes, isUtf8(data));
}
