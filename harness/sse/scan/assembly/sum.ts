import { masks } from "./memory";

const multiplier: i32 = 0x9e3779b1;
/** Two accumulators of four lanes take turns, so that one multiplication does not wait for the other. */
let sumA: v128 = i32x4.splat(0);
let sumB: v128 = i32x4.splat(0);

export function startSum(): void {
  sumA = i32x4.splat(0x2545f491);
  sumB = i32x4.splat(0x1b873593);
}

export function addToSum(block: v128): void {
  const mixed = i32x4.mul(v128.xor(sumA, block), i32x4.splat(multiplier));
  sumA = sumB;
  sumB = v128.or(i32x4.shl(mixed, 15), i32x4.shr_u(mixed, 17)); // a rotation: without it a word's high bits would never reach its low ones
}

/** Sums the complete blocks of 16 bytes from here. @returns the place after the last of them */
export function sumBlocks(from: i32, to: i32): i32 {
  let at = from;
  for (; at + 16 <= to; at += 16) addToSum(v128.load(at));
  return at;
}

/** Sums the last bytes, fewer than 16, and returns the sum. `length`: how many bytes there were in all. */
export function endSum(from: i32, to: i32, length: i32): u32 {
  addToSum(v128.and(v128.load(from), v128.load(masks + 16 - (to - from))));
  return foldSum(length);
}

export function foldSum(length: i32): u32 {
  const all = v128.xor(sumA, i32x4.mul(sumB, i32x4.splat(0x85ebca6b)));
  let sum: u32 = i32x4.extract_lane(all, 0) ^ length;
  sum = (rotl(sum, 13) * 0xc2b2ae35) ^ i32x4.extract_lane(all, 1);
  sum = (rotl(sum, 13) * 0xc2b2ae35) ^ i32x4.extract_lane(all, 2);
  sum = (rotl(sum, 13) * 0xc2b2ae35) ^ i32x4.extract_lane(all, 3);
  sum ^= sum >> 16;
  sum *= 0x85ebca6b;
  return sum ^ (sum >> 13);
}
