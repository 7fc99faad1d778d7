import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** A seeded source of draws. The same seed and label give the same draws on every machine. */
export interface Draws {
  /** A whole number in this range, both ends included. */
  int(from: number, to: number): number;
  /** A real number in [0, 1). */
  unit(): number;
  pick<T>(from: readonly T[]): T;
  /** True in `percent` of the draws. */
  chance(percent: number): boolean;
}

/** Draws for one purpose. Its own label keeps them the same when another purpose draws more or less. */
export function drawsFor(seed: number, label: string): Draws {
  const generator = xoroshiro128plus(mix(seed, label));
  return {
    int: (from, to) => uniformInt(generator, from, to),
    unit: () => uniformFloat64(generator),
    pick: (from) => {
      const picked = from[uniformInt(generator, 0, from.length - 1)];
      if (picked === undefined) throw new Error("There is nothing to pick from.");
      return picked;
    },
    chance: (percent) => uniformFloat64(generator) * 100 < percent,
  };
}

/** FNV-1a over the label, mixed with the seed: 32 bits. */
function mix(seed: number, label: string): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let i = 0; i < label.length; i++) {
    hash ^= label.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  hash ^= hash >>> 15;
  return Math.imul(hash, 0x85ebca6b) | 0;
}
