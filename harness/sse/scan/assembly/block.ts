import {
  byteAt,
  CR,
  DATA_END,
  DATA_FROM,
  LF,
  masks,
  NUMBER,
  none,
  readNumber,
  SUM,
  TYPE_END,
  TYPE_FROM,
  WELL_FORMED,
} from "./memory";
import { addToSum, foldSum, startSum } from "./sum";
import { utf8Errors } from "./utf8";

/**
 * Reads a block of `id: NUMBER`, `event: name`, `data: ...` and a blank line. Stores where its parts are, whether the data are
 * UTF-8, and their sum.
 *
 * @returns how many bytes the block has; 0 when it has another form or is not complete
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

/** Goes to the line's end, and sums and validates its bytes. @returns the place of the end, or -1 */
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
    // The bytes after the end become zeros, even all sixteen of them: so a character that is cut off there is found.
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
