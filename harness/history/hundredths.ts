/** Rounds to a hundredth, as all times of a history are. */
export function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
