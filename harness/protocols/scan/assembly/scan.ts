// biome-ignore-all lint/correctness/noPrecisionLoss: this language has whole numbers of 64 bits
//
// AssemblyScript, not TypeScript: scripts/build-scan.mjs compiles it to the bytes in ../scan-wasm.ts.
//
// What an event costs most, done sixteen bytes at a time: finding its end, proving that it is UTF-8, summing its bytes,
// unescaping a payload's text. Nothing here decides that an event is wrong. What has not the usual form is left alone
// (0 or -1), and the parser and reader, which are plain TypeScript, read it their way.
//
// Loads may go up to 15 bytes past what was given. What lies there is never used: each place is compared with `to`.

/** Where sockets read to, 64 KiB. */
export const input: i32 = 0x10000;
export const inputSize: i32 = 0x10000;
/** For bytes that lie elsewhere. */
export const aside: i32 = 0x21000;
export const asideSize: i32 = 0x100000;
/** For what is to be hashed: a chain and a text of up to `asideSize` bytes. */
export const scratch: i32 = 0x122000;

/** Results, by their place in memory. */
const NUMBER: i32 = 0;
const TYPE_FROM: i32 = 4;
const TYPE_END: i32 = 8;
const DATA_FROM: i32 = 12;
const DATA_END: i32 = 16;
const WELL_FORMED: i32 = 20;
const SUM: i32 = 24;
const INDEX: i32 = 32;
const TOTAL: i32 = 36;
const HIGH: i32 = 40;
const LOW: i32 = 44;

const LF: i32 = 10;
const CR: i32 = 13;
const ZERO: i32 = 48;
const SPACE: i32 = 32;
const QUOTE: i32 = 34;
const SLASH: i32 = 47;
const BACKSLASH: i32 = 92;
const none: i32 = -1;

// --- UTF-8 (Keiser and Lemire, "Validating UTF-8 in less than one instruction per byte", 2021) ------------------------------

/** What may be wrong, by the first byte's high half, its low half, and the second byte's high half. */
const byFirstHigh = memory.data<u8>([2, 2, 2, 2, 2, 2, 2, 2, 128, 128, 128, 128, 33, 1, 21, 73]);
const byFirstLow = memory.data<u8>([231, 163, 131, 131, 139, 203, 203, 203, 203, 203, 203, 203, 203, 219, 203, 203]);
const bySecondHigh = memory.data<u8>([1, 1, 1, 1, 1, 1, 1, 1, 230, 174, 186, 186, 1, 1, 1, 1]);
/** 16 bytes of ones, 16 of zeros: from 16 - n, a mask for n bytes. */
const masks = memory.data<u8>([
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0,
]);

/** Not 0 in each byte of `now` where it, with those before it, is no UTF-8. */
function utf8Errors(before: v128, now: v128): v128 {
  const back1 = i8x16.shuffle(before, now, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
  const back2 = i8x16.shuffle(before, now, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29);
  const back3 = i8x16.shuffle(before, now, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28);
  const pairs = v128.and(
    v128.and(
      i8x16.swizzle(v128.load(byFirstHigh), i8x16.shr_u(back1, 4)),
      i8x16.swizzle(v128.load(byFirstLow), v128.and(back1, i8x16.splat(15))),
    ),
    i8x16.swizzle(v128.load(bySecondHigh), i8x16.shr_u(now, 4)),
  );
  // The third and fourth byte of a character must be continuations, and two continuations stand nowhere else.
  const third = i8x16.sub_sat_u(back2, i8x16.splat(<i8>(0xe0 - 0x80)));
  const fourth = i8x16.sub_sat_u(back3, i8x16.splat(<i8>(0xf0 - 0x80)));
  return v128.xor(v128.and(v128.or(third, fourth), i8x16.splat(-128)), pairs);
}

// --- a sum of bytes -------------------------------------------------------------------------------------------------------

const multiplier: i32 = 0x9e3779b1;
/** Two accumulators of four lanes take turns, so that one multiplication need not wait for the other. */
let sumA: v128 = i32x4.splat(0);
let sumB: v128 = i32x4.splat(0);

export function startSum(): void {
  sumA = i32x4.splat(0x2545f491);
  sumB = i32x4.splat(0x1b873593);
}

function addToSum(block: v128): void {
  const mixed = i32x4.mul(v128.xor(sumA, block), i32x4.splat(multiplier));
  sumA = sumB;
  sumB = v128.or(i32x4.shl(mixed, 15), i32x4.shr_u(mixed, 17)); // else a word's high bits would never reach its low ones
}

/** The blocks of 16 bytes from here. @returns the place behind the last whole one */
export function sumBlocks(from: i32, to: i32): i32 {
  let at = from;
  for (; at + 16 <= to; at += 16) addToSum(v128.load(at));
  return at;
}

/** The last bytes, fewer than 16, and the sum. `length`: of all bytes. */
export function endSum(from: i32, to: i32, length: i32): u32 {
  addToSum(v128.and(v128.load(from), v128.load(masks + 16 - (to - from))));
  return foldSum(length);
}

function foldSum(length: i32): u32 {
  const all = v128.xor(sumA, i32x4.mul(sumB, i32x4.splat(0x85ebca6b)));
  let sum: u32 = i32x4.extract_lane(all, 0) ^ length;
  sum = (rotl(sum, 13) * 0xc2b2ae35) ^ i32x4.extract_lane(all, 1);
  sum = (rotl(sum, 13) * 0xc2b2ae35) ^ i32x4.extract_lane(all, 2);
  sum = (rotl(sum, 13) * 0xc2b2ae35) ^ i32x4.extract_lane(all, 3);
  sum ^= sum >> 16;
  sum *= 0x85ebca6b;
  return sum ^ (sum >> 13);
}

// --- the usual block of an event stream -----------------------------------------------------------------------------------

function byteAt(at: i32): i32 {
  return <i32>load<u8>(at);
}

/**
 * The digits from `at`: 1 to 9 of them, without a zero before them, and then something else. The number goes to `result`.
 *
 * @returns the place behind them, or -1
 */
function readNumber(at: i32, result: i32): i32 {
  const start = at;
  let number = 0;
  let digit = byteAt(at) - ZERO;
  while (<u32>digit < 10 && at < start + 10) {
    number = number * 10 + digit;
    digit = byteAt(++at) - ZERO;
  }
  const digits = at - start;
  if (digits === 0 || digits > 9 || (digits > 1 && byteAt(start) === ZERO)) return none;
  store<i32>(result, number);
  return at;
}

/**
 * Reads `id: NUMBER`, `event: name`, `data: ...` and a blank line, and writes where they are, whether the data are UTF-8,
 * and their sum.
 *
 * @returns how many bytes it has, 0 when there is another form or not all of it
 */
export function readBlock(from: i32, to: i32): i32 {
  if (to - from < 24 || load<u32>(from) !== 0x203a6469 /* "id: " */) return 0;
  let at = readNumber(from + 4, NUMBER);
  if (at < 0 || byteAt(at) !== LF || to - at < 16) return 0;
  if (load<u32>(at + 1) !== 0x6e657665 /* even */ || load<u32>(at + 4) !== 0x203a746e /* "nt: " */) return 0;
  const typeFrom = at + 8;
  const typeLimit = min(to, typeFrom + 32);
  at = typeFrom;
  while (at < typeLimit && <u32>(byteAt(at) - 97) < 26) at++;
  if (at === typeFrom || byteAt(at) !== LF || at + 7 > to) return 0;
  if (load<u32>(at + 1) !== 0x61746164 /* data */ || load<u16>(at + 5) !== 0x203a /* ": " */) return 0;
  const typeEnd = at;
  const dataFrom = at + 7;
  const end = readData(dataFrom, to);
  if (end < 0 || end + 2 > to || byteAt(end) !== LF || byteAt(end + 1) !== LF) return 0;
  store<i32>(TYPE_FROM, typeFrom);
  store<i32>(TYPE_END, typeEnd);
  store<i32>(DATA_FROM, dataFrom);
  store<i32>(DATA_END, end);
  store<u32>(SUM, foldSum(end - dataFrom));
  return end + 2 - from;
}

/** Goes to the line's end, summing and validating. @returns its place, or -1 */
function readData(from: i32, to: i32): i32 {
  const lf = i8x16.splat(<i8>LF);
  const cr = i8x16.splat(<i8>CR);
  let before = i8x16.splat(0);
  let wrong = i8x16.splat(0);
  let wasAscii = true;
  startSum();
  for (let at = from; at < to; at += 16) {
    let block = v128.load(at);
    const ends = i8x16.bitmask(v128.or(i8x16.eq(block, lf), i8x16.eq(block, cr)));
    // Behind the end come zeros, also where it is the block's first byte: a character that is cut off there is found.
    if (ends !== 0) block = v128.and(block, v128.load(masks + 16 - ctz(ends)));
    addToSum(block);
    const isAscii = i8x16.bitmask(block) === 0;
    if (!isAscii || !wasAscii) wrong = v128.or(wrong, utf8Errors(before, block));
    before = block;
    wasAscii = isAscii;
    if (ends === 0) continue;
    store<i32>(WELL_FORMED, v128.any_true(wrong) ? 0 : 1);
    return at + ctz(ends);
  }
  return none;
}

// --- a draft-graph payload --------------------------------------------------------------------------------------------------

/** {"stage":"DRAFTING","payload":{"index": */
const opening = memory.data<u8>([
  123, 34, 115, 116, 97, 103, 101, 34, 58, 34, 68, 82, 65, 70, 84, 73, 78, 71, 34, 44, 34, 112, 97, 121, 108, 111, 97,
  100, 34, 58, 123, 34, 105, 110, 100, 101, 120, 34, 58,
]);
const openingLength: i32 = 39;
const shortestPayload: i32 = 89;

/**
 * Reads `{"stage":"DRAFTING","payload":{"index":N,"total":N,"text":"...","chain":"16 hex digits"}}`: its numbers, its chain,
 * and at `scratch` what its chain must be the hash of: the chain before, as 16 digits, and the text without escapes.
 *
 * @param from where well-formed UTF-8 begins that holds no line break, up to `to`
 * @returns the length of what is at `scratch`, -1 when there is another form
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

/** Writes a JSON string's text without its escapes. @returns the place behind it, -1 for what is not plain JSON */
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

/** The value of a hex digit, its letters small; -1 for all else. Bit 5 of a digit is set already. */
function hexValue(byte: i32): i32 {
  const digit = byte - ZERO;
  if (<u32>digit < 10) return digit;
  const letter = byte - 87;
  return letter >= 10 && letter < 16 ? letter : none;
}

/** 8 hex digits, small letters, as a word. @returns whether they are */
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
