import { EarlyStop } from "./sequential.ts";
import { wilson } from "./wilson.ts";

export interface SimulatedGates {
  /** Percent. */
  readonly trueRate: number;
  /** Shares of the gates, in percent. */
  readonly pass: number;
  readonly inconclusive: number;
  readonly fail: number;
  readonly stoppedEarly: number;
  /** Mean attempts made, of those planned, in percent. */
  readonly attemptsMade: number;
}

/**
 * What the success gate says about a target whose true rate is known: `gates` times `attempts` draws.
 *
 * @param random numbers in [0, 1)
 */
export function simulateGates(
  trueRate: number,
  { gates, attempts, limit, random }: { gates: number; attempts: number; limit: number; random: () => number },
): SimulatedGates {
  const count = { pass: 0, inconclusive: 0, fail: 0, stopped: 0, made: 0 };
  for (let gate = 0; gate < gates; gate++) {
    const stop = new EarlyStop({ allowed: 1 - limit / 100, planned: attempts });
    let stopped = false;
    while (stop.attempts < attempts && !stopped) stopped = stop.add(random() * 100 < trueRate) !== null;
    const successes = stop.attempts - stop.failures;
    const low = wilson(successes, stop.attempts)?.low ?? 0;
    const failed = (100 * successes) / stop.attempts < limit;
    count[failed ? "fail" : low >= limit ? "pass" : "inconclusive"]++;
    if (stopped && stop.attempts < attempts) count.stopped++;
    count.made += stop.attempts;
  }
  const share = (part: number) => (100 * part) / gates;
  return {
    trueRate,
    pass: share(count.pass),
    inconclusive: share(count.inconclusive),
    fail: share(count.fail),
    stoppedEarly: share(count.stopped),
    attemptsMade: share(count.made) / attempts,
  };
}
