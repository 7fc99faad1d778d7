/** Does `count` jobs, at most `width` at a time, in order of their numbers. The first that throws ends it, after the rest have settled. */
export async function inParallel(count: number, width: number, job: (number: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await job(next++);
  };
  const settled = await Promise.allSettled(Array.from({ length: Math.min(width, count) }, worker));
  const failed = settled.find((each) => each.status === "rejected");
  if (failed) throw failed.reason;
}
