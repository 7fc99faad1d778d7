import { hash } from "node:crypto";
import { isHex, wordAt, writeHex } from "./chain.ts";
import { PrefixViews } from "./prefix-views.ts";
import { endOfDigits, hasAt, none, plainNumber } from "./sse-bytes.ts";

/**
 * The quick way to prove a payload: straight from the event's bytes, without making a string of its text.
 *
 * Decoding, JSON.parse and encoding again for the hash cost four times the hash itself. Only the one form in which a
 * payload is normally written is read here; everything else, and every payload that does not follow, is left to the
 * reader's slow way, which alone says what is wrong. A property test holds both to the same answers.
 */
export interface LinkedPayload {
  readonly index: number;
  readonly total: number;
  /** Its chain's two words. */
  readonly high: number;
  readonly low: number;
}

const opening = Buffer.from('{"stage":"DRAFTING","payload":{"index":');
const beforeTotal = Buffer.from(',"total":');
const beforeText = Buffer.from(',"text":"');
const beforeChain = Buffer.from('","chain":"');
const closing = Buffer.from('"}}');
const chainLength = 16;
const QUOTE = 34;
const BACKSLASH = 92;
const LETTER_U = 117;
/** What stands for one byte after a backslash (RFC 8259, 7), by its letter. */
const escapes = new Uint8Array(128);
for (const [letter, byte] of Object.entries({ '"': 34, "\\": 92, "/": 47, b: 8, f: 12, n: 10, r: 13, t: 9 })) {
  escapes[letter.charCodeAt(0)] = byte;
}

/** The chain before and the text, as they are hashed. Shared: nothing stays in it after a call. */
let scratch = Buffer.allocUnsafeSlow(16 * 1024);
let scratchViews = new PrefixViews(scratch);
let scratchView = new DataView(scratch.buffer);
/** Nearly every payload lies in the one buffer that all sockets read into. */
let lastBuffer: ArrayBufferLike = scratch.buffer;
let lastView: DataView = scratchView;

/**
 * @param data the bytes of an event's data, known to be UTF-8
 * @param high the first word of the chain before, `low` the second
 * @returns the payload when it has the usual form and its chain follows from the one before, else null
 */
export function readLinked(data: Buffer, high: number, low: number): LinkedPayload | null {
  if (!hasAt(data, 0, opening)) return null;
  const afterIndex = endOfDigits(data, opening.length);
  const index = plainNumber(data, opening.length, afterIndex);
  if (index === none || !hasAt(data, afterIndex, beforeTotal)) return null;
  const totalStart = afterIndex + beforeTotal.length;
  const afterTotal = endOfDigits(data, totalStart);
  const total = plainNumber(data, totalStart, afterTotal);
  if (total === none || !hasAt(data, afterTotal, beforeText)) return null;
  const chainEnd = data.length - closing.length;
  const chainStart = chainEnd - chainLength;
  const textEnd = chainStart - beforeChain.length;
  const textStart = afterTotal + beforeText.length;
  if (textEnd < textStart || !hasAt(data, textEnd, beforeChain) || !hasAt(data, chainEnd, closing)) return null;
  const length = writeText(data, textStart, textEnd, high, low);
  if (length < 0) return null;
  const digest = hash("sha256", scratchViews.first(length), "binary");
  const chain = { high: wordAt(digest, 0), low: wordAt(digest, 4) };
  if (!isHex(chain.high, data, chainStart) || !isHex(chain.low, data, chainStart + 8)) return null;
  return { index, total, high: chain.high, low: chain.low };
}

/**
 * Writes the chain before and the unescaped text to `scratch`: eight bytes at a time as long as none of them is special.
 *
 * @returns their length, or -1 for what is not plain JSON
 */
function writeText(data: Buffer, from: number, to: number, high: number, low: number): number {
  makeRoom(chainLength + to - from + 4);
  writeHex(high, scratch, 0);
  writeHex(low, scratch, 8);
  const view = viewOf(data.buffer);
  const offset = data.byteOffset;
  let length = chainLength;
  let at = from;
  while (at < to) {
    for (; at + 8 <= to; at += 8, length += 8) {
      const first = view.getInt32(offset + at, true);
      const second = view.getInt32(offset + at + 4, true);
      if ((specialIn(first) | specialIn(second)) !== 0) break;
      scratchView.setInt32(length, first, true);
      scratchView.setInt32(length + 4, second, true);
    }
    for (const end = Math.min(at + 8, to); at < end; length++) {
      const byte = data[at++] as number;
      if (byte < 32 || byte === QUOTE) return -1;
      if (byte !== BACKSLASH) scratch[length] = byte;
      else {
        const plain = unescaped(data, at);
        if (plain < 0) return -1;
        scratch[length] = plain;
        at += data[at] === LETTER_U ? 5 : 1;
      }
    }
  }
  return at > to ? -1 : length;
}

/** Not 0 when a byte below 32, a quote or a backslash is among the four (Bit Twiddling Hacks, hasless and haszero). */
function specialIn(word: number): number {
  const quote = word ^ 0x22222222;
  const backslash = word ^ 0x5c5c5c5c;
  const found =
    ((word - 0x20202020) & ~word) | ((quote - 0x01010101) & ~quote) | ((backslash - 0x01010101) & ~backslash);
  return found & 0x80808080;
}

/** The byte that a backslash and what stands at `at` mean; -1 for what JSON has not, or what is more than one byte. */
function unescaped(data: Buffer, at: number): number {
  const letter = data[at] as number;
  if (letter === LETTER_U) return asciiOf(data, at + 1);
  return (letter < 128 && (escapes[letter] as number)) || -1;
}

function makeRoom(bytes: number): void {
  if (bytes <= scratch.length) return;
  scratch = Buffer.allocUnsafeSlow(bytes * 2);
  scratchViews = new PrefixViews(scratch);
  scratchView = new DataView(scratch.buffer);
}

function viewOf(buffer: ArrayBufferLike): DataView {
  if (buffer !== lastBuffer) {
    lastBuffer = buffer;
    lastView = new DataView(buffer);
  }
  return lastView;
}

/** The code of the four digits of `\uXXXX` when it is one byte in UTF-8, else -1. */
function asciiOf(data: Buffer, from: number): number {
  if (data[from] !== 48 || data[from + 1] !== 48) return -1;
  const high = (data[from + 2] as number) - 48;
  const last = data[from + 3] as number;
  const low = last >= 48 && last <= 57 ? last - 48 : (last | 32) >= 97 && (last | 32) <= 102 ? (last | 32) - 87 : -1;
  return high < 0 || high > 7 || low < 0 ? -1 : high * 16 + low;
}
