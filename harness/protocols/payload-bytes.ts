import { hash } from "node:crypto";

/**
 * The quick way to prove a payload: straight from the event's bytes, without making a string of its text.
 *
 * Decoding, JSON.parse and encoding again for the hash cost four times the hash itself. Only the one form in which a
 * payload is normally written is read here; everything else, and every payload that does not follow, is left to the
 * reader's slow way, which alone says what is wrong. A property test holds both to the same answers.
 */
export interface LinkedPayload {
  readonly index: number;
  readonly chain: string;
}

const opening = Buffer.from('{"stage":"DRAFTING","payload":{"index":');
const beforeTotal = Buffer.from(',"total":');
const beforeText = Buffer.from(',"text":"');
const beforeChain = Buffer.from('","chain":"');
const closing = Buffer.from('"}}');
const chainLength = 16;
const QUOTE = 34;
const BACKSLASH = 92;
/** What stands for one byte after a backslash (RFC 8259, 7), by its letter. */
const escapes = new Uint8Array(128);
for (const [letter, byte] of Object.entries({ '"': 34, "\\": 92, "/": 47, b: 8, f: 12, n: 10, r: 13, t: 9 })) {
  escapes[letter.charCodeAt(0)] = byte;
}

/** Previous chain and text, as they are hashed. Shared: nothing stays in it after a call. */
let scratch = Buffer.allocUnsafeSlow(16 * 1024);

/**
 * @param data the bytes of an event's data, known to be UTF-8
 * @returns the payload when it has the usual form and its chain follows from `previous`, else null
 */
export function readLinked(data: Buffer, previous: string): LinkedPayload | null {
  if (!hasAt(data, 0, opening)) return null;
  const afterIndex = endOfNumber(data, opening.length);
  if (afterIndex < 0 || !hasAt(data, afterIndex, beforeTotal)) return null;
  const afterTotal = endOfNumber(data, afterIndex + beforeTotal.length);
  if (afterTotal < 0 || !hasAt(data, afterTotal, beforeText)) return null;
  const chainEnd = data.length - closing.length;
  const chainStart = chainEnd - chainLength;
  const textEnd = chainStart - beforeChain.length;
  const textStart = afterTotal + beforeText.length;
  if (textEnd < textStart || !hasAt(data, textEnd, beforeChain) || !hasAt(data, chainEnd, closing)) return null;
  const length = writeText(data, textStart, textEnd, previous);
  if (length < 0) return null;
  const chain = data.toString("latin1", chainStart, chainEnd);
  if (!hash("sha256", scratch.subarray(0, length), "hex").startsWith(chain)) return null;
  return { index: Number(data.toString("latin1", opening.length, afterIndex)), chain };
}

function hasAt(data: Buffer, at: number, wanted: Buffer): boolean {
  if (at + wanted.length > data.length) return false;
  for (let i = 0; i < wanted.length; i++) if (data[at + i] !== wanted[i]) return false;
  return true;
}

/** The place behind a JSON number of 1 to 9 digits, or -1. */
function endOfNumber(data: Buffer, from: number): number {
  let at = from;
  while (isDigit(data[at])) at++;
  const digits = at - from;
  return digits === 0 || digits > 9 || (digits > 1 && data[from] === 48) ? -1 : at;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 48 && byte <= 57;
}

/** Writes `previous` and the unescaped text to `scratch`. @returns their length, or -1 for what is not plain JSON */
function writeText(data: Buffer, from: number, to: number, previous: string): number {
  const most = previous.length * 3 + to - from;
  if (most > scratch.length) scratch = Buffer.allocUnsafeSlow(most * 2);
  const target = scratch;
  let length = target.write(previous);
  for (let i = from; i < to; i++) {
    let byte = data[i] as number;
    if (byte < 32 || byte === QUOTE) return -1;
    if (byte === BACKSLASH) {
      const letter = data[++i] as number;
      if (i >= to) return -1;
      if (letter === 117) {
        byte = asciiOf(data, i + 1, to);
        i += 4;
      } else byte = letter < 128 && escapes[letter] !== 0 ? (escapes[letter] as number) : -1;
      if (byte < 0) return -1;
    }
    target[length++] = byte;
  }
  return length;
}

/** The code of `\uXXXX` when it is one byte in UTF-8, else -1. */
function asciiOf(data: Buffer, from: number, to: number): number {
  if (from + 4 > to) return -1;
  const digits = data.toString("latin1", from, from + 4);
  return /^00[0-7][0-9a-fA-F]$/.test(digits) ? Number.parseInt(digits, 16) : -1;
}
