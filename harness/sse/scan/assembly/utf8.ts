// Keiser and Lemire, "Validating UTF-8 in less than one instruction per byte" (2021).

/** Bits of what may be wrong, by the first byte's high half, its low half, and the second byte's high half. */
const byFirstHigh = memory.data<u8>([2, 2, 2, 2, 2, 2, 2, 2, 128, 128, 128, 128, 33, 1, 21, 73]);
const byFirstLow = memory.data<u8>([231, 163, 131, 131, 139, 203, 203, 203, 203, 203, 203, 203, 203, 219, 203, 203]);
const bySecondHigh = memory.data<u8>([1, 1, 1, 1, 1, 1, 1, 1, 230, 174, 186, 186, 1, 1, 1, 1]);
/** Each byte of the result is 0 where the byte of `now`, with those before it, is valid UTF-8. */
export function utf8Errors(before: v128, now: v128): v128 {
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
  // The third and fourth byte of a character must be continuations, and two continuations in a row are nowhere else.
  const third = i8x16.sub_sat_u(back2, i8x16.splat(<i8>(0xe0 - 0x80)));
  const fourth = i8x16.sub_sat_u(back3, i8x16.splat(<i8>(0xf0 - 0x80)));
  return v128.xor(v128.and(v128.or(third, fourth), i8x16.splat(-128)), pairs);
}
