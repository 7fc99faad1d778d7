/**
 * Does jobs, at most `width` at a time, in order of their numbers: `count` of them, or until one says "stop". The first that
 * throws ends it, after the rest have settled.
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
