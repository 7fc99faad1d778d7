/** To a hundredth: what the times of a history are kept to. */
export function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
