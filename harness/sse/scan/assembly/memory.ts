// The layout of the memory, and how single bytes are read.

/** Sockets read into it. 64 KiB. */
export const input: i32 = 0x10000;
export const inputSize: i32 = 0x10000;
/** For bytes from elsewhere that are to be scanned. */
export const aside: i32 = 0x21000;
export const asideSize: i32 = 0x100000;
/** For the bytes that are to be hashed: a chain, and a text of up to `asideSize` bytes. */
export const scratch: i32 = 0x122000;

/** Offsets of the results in memory. */
export const NUMBER: i32 = 0;
export const TYPE_FROM: i32 = 4;
export const TYPE_END: i32 = 8;
export const DATA_FROM: i32 = 12;
export const DATA_END: i32 = 16;
export const WELL_FORMED: i32 = 20;
export const SUM: i32 = 24;
/** From here on: 16 bytes for the results of a protocol's own function. */
export const OWN: i32 = 32;

export const LF: i32 = 10;
export const CR: i32 = 13;
export const ZERO: i32 = 48;
export const SPACE: i32 = 32;
export const QUOTE: i32 = 34;
export const SLASH: i32 = 47;
export const BACKSLASH: i32 = 92;
export const none: i32 = -1;

/** 16 bytes of ones, 16 of zeros: from 16 - n, a mask for n bytes. */
export const masks = memory.data<u8>([
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0,
]);

export function byteAt(at: i32): i32 {
  return <i32>load<u8>(at);
}

/**
 * Reads 1 to 9 digits from `at`, without a leading zero, up to a character that is not a digit. The number is stored at `result`.
 *
 * @returns the place after them, or -1
 */
export function readNumber(at: i32, result: i32): i32 {
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
