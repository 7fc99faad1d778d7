import { cpus } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

/** How much of all cores must be idle before one more face is started beside those that run, in percent. */
const idleWanted = 45;
const everyMs = 500;
/** After this time it is started anyway: another program may keep the machine busy for ever. In milliseconds. */
const longestMs = 60_000;

/**
 * Waits until the machine has room for one more face. Four of them keep two cores busy on a quick machine; on a slow one their
 * servers would answer late, and look broken.
 *
 * @param isFree true as soon as there is no need to wait any more
 */
export async function untilRoom(isFree: () => boolean, signal: AbortSignal): Promise<void> {
  const end = performance.now() + longestMs;
  let before = times();
  let roomy = 0;
  while (!isFree() && !signal.aborted && performance.now() < end) {
    await sleep(everyMs, undefined, { signal }).catch(() => {});
    const now = times();
    roomy = idleShare(before, now) >= idleWanted ? roomy + 1 : 0;
    before = now;
    if (roomy >= 2) return; // a second: one reading may fall between two bursts
  }
}

interface Times {
  readonly idle: number;
  readonly all: number;
}

/** Of all cores since the machine began, in milliseconds. */
function times(): Times {
  return cpus().reduce(
    (sum, { times: { user, nice, sys, idle, irq } }) => ({
      idle: sum.idle + idle + nice, // processes of a lower priority give way to ours
      all: sum.all + user + nice + sys + idle + irq,
    }),
    { idle: 0, all: 0 },
  );
}

/** In percent. If no time has passed, nothing was idle. */
export function idleShare(before: Times, now: Times): number {
  const passed = now.all - before.all;
  return passed > 0 ? (100 * (now.idle - before.idle)) / passed : 0;
}
