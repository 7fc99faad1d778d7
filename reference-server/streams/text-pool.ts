/**
 * Texts that use all of Unicode and cost almost nothing: slices of one pool, drawn once.
 *
 * Every plane that has characters is in it, with the ones that break naive code: quotes, backslashes, line breaks, NUL,
 * U+2028, a BOM, emoji, right-to-left marks. No lone surrogates: they have no UTF-8.
 */
const ranges: readonly (readonly [from: number, to: number, weight: number])[] = [
  [0x20, 0x7e, 60],
  [0x00, 0x1f, 1],
  [0x80, 0x7ff, 12],
  [0x800, 0xd7ff, 14],
  [0xe000, 0xffff, 3],
  [0x2028, 0x2029, 1],
  [0x10000, 0x1ffff, 6],
  [0x20000, 0x2ffff, 2],
  [0xe0000, 0x10ffff, 1],
];
const vocabulary = 300;
const longestWord = 9;
/** The characters that break naive code are always in the pool, whatever words were drawn. */
const awkward = "\0\b\t\n\v\f\r\u001b\"\\/'<&\u007f\u0085\u00a0\u200f\u2028\u2029\ufeff\ufffd\ufffe😀";
const poolBytes = 768 * 1024;
const totalWeight = ranges.reduce((sum, [, , weight]) => sum + weight, 0);

interface Pool {
  readonly text: string;
  /** UTF-8 bytes and UTF-16 units before each character. */
  readonly bytes: Uint32Array;
  readonly units: Uint32Array;
  readonly characters: number;
}

let pool: Pool | null = null;

/** A text of exactly `bytes` bytes of UTF-8, chosen by `draw` (a number in [0, 1)). */
export function textOf(bytes: number, draw: number): string {
  pool ??= fillPool();
  const last = search(pool.bytes, (pool.bytes[pool.characters] as number) - bytes, pool.characters);
  const from = Math.floor(draw * last);
  const start = pool.bytes[from] as number;
  const to = search(pool.bytes, start + bytes, pool.characters);
  const missing = bytes - ((pool.bytes[to] as number) - start);
  return pool.text.slice(pool.units[from], pool.units[to]) + "x".repeat(missing);
}

/** The last place whose value is not above `wanted`. */
function search(sorted: Uint32Array, wanted: number, length: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((sorted[middle] as number) <= wanted) low = middle;
    else high = middle - 1;
  }
  return low;
}

function fillPool(): Pool {
  const random = createRandom(0x5eed);
  const words = [...drawWords(random), ...Array.from(awkward, (each) => [each.codePointAt(0) as number])];
  const parts: string[] = [];
  const bytes = new Uint32Array(poolBytes + 1);
  const units = new Uint32Array(poolBytes + 1);
  let count = 0;
  while ((bytes[count] as number) < poolBytes - 4 * longestWord) {
    const word = words[Math.floor(random() ** 2 * words.length)] as number[]; // some words far more often than others
    for (const code of word) {
      parts.push(String.fromCodePoint(code));
      bytes[count + 1] = (bytes[count] as number) + utf8Length(code);
      units[count + 1] = (units[count] as number) + (code > 0xffff ? 2 : 1);
      count++;
    }
  }
  return { text: parts.join(""), bytes, units, characters: count };
}

/** Words that come again and again, as in any language: so texts can be compressed about as well as real ones. */
function drawWords(random: () => number): number[][] {
  return Array.from({ length: vocabulary }, () =>
    Array.from({ length: 2 + Math.floor(random() * (longestWord - 1)) }, () => drawCode(random)),
  );
}

function drawCode(random: () => number): number {
  let place = random() * totalWeight;
  for (const [from, to, weight] of ranges) {
    if (place < weight) return from + Math.floor(random() * (to - from + 1));
    place -= weight;
  }
  return 0x20;
}

function utf8Length(code: number): number {
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code < 0x10000 ? 3 : 4;
}

/** Mulberry32: a small seeded generator, good enough for texts and pauses. Gives numbers in [0, 1). */
export function createRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
