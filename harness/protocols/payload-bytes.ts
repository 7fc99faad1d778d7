import { hash } from "node:crypto";
import { isHex, wordAt, writeHex } from "./chain.ts";

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

/** Previous chain and text, as they are hashed. Shared: nothing stays in it after a call. */
let scratch = Buffer.allocUnsafeSlow(16 * 1024);
/** The text as it stands in the JSON, at the start of a buffer so that it can be looked at four bytes at a time. */
let raw = Buffer.allocUnsafeSlow(16 * 1024);
let words = new Uint32Array(raw.buffer);

/**
 * @param data the bytes of an event's data, known to be UTF-8
 * @param high the first word of the chain before, `low` the second
 * @returns the payload when it has the usual form and its chain follows from the one before, else null
 */
export function readLinked(data: Buffer, high: number, low: number): LinkedPayload | null {
  if (!hasAt(data, 0, opening)) return null;
  const afterIndex = endOfNumber(data, opening.length);
  if (afterIndex < 0 || !hasAt(data, afterIndex, beforeTotal)) return null;
  const totalStart = afterIndex + beforeTotal.length;
  const afterTotal = endOfNumber(data, totalStart);
  if (afterTotal < 0 || !hasAt(data, afterTotal, beforeText)) return null;
  const chainEnd = data.length - closing.length;
  const chainStart = chainEnd - chainLength;
  const textEnd = chainStart - beforeChain.length;
  const textStart = afterTotal + beforeText.length;
  if (textEnd < textStart || !hasAt(data, textEnd, beforeChain) || !hasAt(data, chainEnd, closing)) return null;
  const length = writeText(data, textStart, textEnd, high, low);
  if (length < 0) return null;
  const digest = hash("sha256", scratch.subarray(0, length), "binary");
  const chain = { high: wordAt(digest, 0), low: wordAt(digest, 4) };
  if (!isHex(chain.high, data, chainStart) || !isHex(chain.low, data, chainStart + 8)) return null;
  return {
    index: numberAt(data, opening.length, afterIndex),
    total: numberAt(data, totalStart, afterTotal),
    high: chain.high,
    low: chain.low,
  };
}

/** The value of digits. */
function numberAt(data: Buffer, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) value = value * 10 + (data[at] as number) - 48;
  return value;
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

/** Writes the chain before and the unescaped text to `scratch`. @returns their length, or -1 for what is not plain JSON */
function writeText(data: Buffer, from: number, to: number, high: number, low: number): number {
  makeRoom(chainLength + to - from + 4);
  if (hasControl(data, from, to)) return -1;
  writeHex(high, scratch, 0);
  writeHex(low, scratch, 8);
  let length = chainLength;
  let at = from;
  let quote = data.indexOf(QUOTE, from);
  for (let slash = data.indexOf(BACKSLASH, from); slash >= 0 && slash < to; slash = data.indexOf(BACKSLASH, at)) {
    if (quote < slash) return -1;
    length += data.copy(scratch, length, at, slash);
    const letter = data[slash + 1] as number;
    at = letter === LETTER_U ? slash + 6 : slash + 2;
    if (at > to) return -1;
    const byte = letter === LETTER_U ? asciiOf(data, slash + 2) : letter < 128 ? (escapes[letter] as number) : 0;
    if (byte < 0 || (byte === 0 && letter !== LETTER_U)) return -1;
    scratch[length++] = byte;
    if (letter === QUOTE) quote = data.indexOf(QUOTE, at);
  }
  if (quote !== to) return -1;
  return length + data.copy(scratch, length, at, to);
}

function makeRoom(bytes: number): void {
  if (bytes <= raw.length) return;
  scratch = Buffer.allocUnsafeSlow(bytes * 2);
  raw = Buffer.allocUnsafeSlow((bytes * 2 + 3) & ~3);
  words = new Uint32Array(raw.buffer);
}

/** Whether a byte below 32 is among them: JSON has none in a string. Four bytes at a time (Bit Twiddling Hacks, hasless). */
function hasControl(data: Buffer, from: number, to: number): boolean {
  const length = data.copy(raw, 0, from, to);
  raw.fill(32, length, (length + 3) & ~3);
  let found = 0;
  const end = (length + 3) >> 2;
  for (let i = 0; i < end; i++) {
    const word = words[i] as number;
    found |= (word - 0x20202020) & ~word;
  }
  return (found & 0x80808080) !== 0;
}

/** The code of the four digits of `\uXXXX` when it is one byte in UTF-8, else -1. */
function asciiOf(data: Buffer, from: number): number {
  if (data[from] !== 48 || data[from + 1] !== 48) return -1;
  const high = (data[from + 2] as number) - 48;
  const last = data[from + 3] as number;
  const low = last >= 48 && last <= 57 ? last - 48 : (last | 32) >= 97 && (last | 32) <= 102 ? (last | 32) - 87 : -1;
  return high < 0 || high > 7 || low < 0 ? -1 : high * 16 + low;
}
