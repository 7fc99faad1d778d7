/** The largest seed. */
export const highestSeed = 2 ** 31 - 1;

/** A random seed, for a run that was given none. `room`: how many seeds after it are used, too. */
export function drawSeed(room = 0): number {
  return Math.floor(Math.random() * (highestSeed - room));
}
