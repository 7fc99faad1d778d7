// biome-ignore-all lint/correctness/noPrecisionLoss: this language has whole numbers of 64 bits
import {
  BACKSLASH,
  byteAt,
  CR,
  LF,
  none,
  OWN,
  QUOTE,
  readNumber,
  SLASH,
  SPACE,
  scratch,
  ZERO,
} from "../../../sse/scan/assembly/memory";

/** Offsets of the results in memory. */
const INDEX: i32 = OWN;
const TOTAL: i32 = OWN + 4;
const HIGH: i32 = OWN + 8;
const LOW: i32 = OWN + 12;

/** {"stage":"DRAFTING","payload":{"index": */
const opening = memory.data<u8>([
  123, 34, 115, 116, 97, 103, 101, 34, 58, 34, 68, 82, 65, 70, 84, 73, 78, 71, 34, 44, 34, 112, 97, 121, 108, 111, 97,
  100, 34, 58, 123, 34, 105, 110, 100, 101, 120, 34, 58,
]);
const openingLength: i32 = 39;
const shortestPayload: i32 = 89;

/**
 * Reads `{"stage":"DRAFTING","payload":{"index":N,"total":N,"text":"...","chain":"16 hex digits"}}`. Stores its numbers, its
 * chain, and at `scratch` the bytes whose hash the chain must be: the chain before, as 16 digits, and the text without escapes.
 *
 * @param from the bytes from here to `to` must be UTF-8 without line breaks
 * @returns how many bytes are at `scratch`; -1 when the payload has another form
 */
export function readPayload(from: i32, to: i32, high: u32, low: u32): i32 {
  if (to - from < shortestPayload || !beginsAsUsual(from)) return none;
  let at = readNumber(from + openingLength, INDEX);
  if (at < 0 || byteAt(at) !== 44 || load<u64>(at + 1) !== 0x3a226c61746f7422 /* "total": */) return none;
  at = readNumber(at + 9, TOTAL);
  if (at < 0 || byteAt(at) !== 44 || load<u64>(at + 1) !== 0x223a227478657422 /* "text":" */) return none;
  const chainFrom = to - 19;
  const textEnd = chainFrom - 11;
  if (at + 9 > textEnd) return none;
  if (load<u64>(textEnd) !== 0x6e69616863222c22 /* ","chain */ || load<u16>(textEnd + 8) !== 0x3a22 /* ": */)
    return none;
  if (byteAt(textEnd + 10) !== QUOTE || load<u16>(to - 3) !== 0x7d22 /* "} */ || byteAt(to - 1) !== 125) return none;
  if (!readHex(chainFrom, HIGH) || !readHex(chainFrom + 8, LOW)) return none;
  writeHex(high, scratch);
  writeHex(low, scratch + 8);
  const end = writePlain(at + 9, textEnd, scratch + 16);
  return end < 0 ? none : end - scratch;
}

function beginsAsUsual(from: i32): bool {
  const first = i8x16.eq(v128.load(from), v128.load(opening));
  const second = i8x16.eq(v128.load(from + 16), v128.load(opening + 16));
  const last = i8x16.eq(v128.load(from + openingLength - 16), v128.load(opening + openingLength - 16));
  return i8x16.all_true(v128.and(v128.and(first, second), last));
}

/** Writes a JSON string's text without its escapes. @returns the place after it; -1 for a text that is not valid JSON, or has other escapes */
function writePlain(from: i32, to: i32, into: i32): i32 {
  const quote = i8x16.splat(<i8>QUOTE);
  const backslash = i8x16.splat(<i8>BACKSLASH);
  const space = i8x16.splat(<i8>SPACE);
  let at = from;
  let out = into;
  while (at < to) {
    const block = v128.load(at);
    v128.store(out, block);
    const quotes = v128.or(i8x16.eq(block, quote), i8x16.eq(block, backslash));
    const special = i8x16.bitmask(v128.or(quotes, i8x16.lt_u(block, space)));
    const plain = min(special === 0 ? 16 : ctz(special), to - at);
    at += plain;
    out += plain;
    if (special === 0 || at === to) continue;
    if (byteAt(at) !== BACKSLASH) return none;
    const letter = byteAt(at + 1);
    const isCode = letter === 117;
    const byte = isCode ? asciiOf(at + 2) : byteOf(letter);
    if (byte < 0) return none;
    store<u8>(out++, byte);
    at += isCode ? 6 : 2;
  }
  return at === to ? out : none;
}

/** What one letter after a backslash means (RFC 8259, 7). */
function byteOf(letter: i32): i32 {
  if (letter === QUOTE || letter === BACKSLASH || letter === SLASH) return letter;
  if (letter === 110) return LF;
  if (letter === 114) return CR;
  if (letter === 116) return 9;
  if (letter === 98) return 8;
  if (letter === 102) return 12;
  return none;
}

/** The code of the four digits of `\uXXXX` when it is one byte in UTF-8, else -1. */
function asciiOf(at: i32): i32 {
  if (load<u16>(at) !== 0x3030 /* 00 */) return none;
  const high = byteAt(at + 2) - ZERO;
  const low = hexValue(byteAt(at + 3) | 32);
  return <u32>high > 7 || low < 0 ? none : high * 16 + low;
}

/** The value of a hex digit in small letters; -1 for other bytes. A digit may be passed with bit 5 set: it has that bit anyway. */
function hexValue(byte: i32): i32 {
  const digit = byte - ZERO;
  if (<u32>digit < 10) return digit;
  const letter = byte - 87;
  return letter >= 10 && letter < 16 ? letter : none;
}

/** Stores 8 hex digits in small letters as a word. @returns whether they are such digits */
function readHex(at: i32, result: i32): bool {
  let word = 0;
  for (let i = 0; i < 8; i++) {
    const value = hexValue(byteAt(at + i));
    if (value < 0) return false;
    word = (word << 4) | value;
  }
  store<i32>(result, word);
  return true;
}

function writeHex(word: u32, at: i32): void {
  for (let i = 0; i < 8; i++) {
    const value = (word >> (28 - 4 * i)) & 15;
    store<u8>(at + i, value + (value < 10 ? ZERO : 87));
  }
}
