/**
 * Runs jobs in the order of their numbers, at most `width` at a time: `count` jobs, or until one returns "stop". When one
 * throws, its error is thrown after the running ones have settled.
 */
export async function inParallel(
  count: number,
  width: number,
  job: (number: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  let stopped = false;
  const worker = async () => {
    while (next < count && !stopped) {
      const answer = await job(next++).catch((error: unknown) => {
        stopped = true;
        throw error;
      });
      if (answer === "stop") stopped = true;
    }
  };
  const settled = await Promise.allSettled(Array.from({ length: Math.min(width, count) }, worker));
  const failed = settled.find((each) => each.status === "rejected");
  if (failed) throw failed.reason;
}
