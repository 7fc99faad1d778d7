import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { inParallel } from "./in-parallel.ts";

describe("jobs side by side", () => {
  test("all are done, in order, at most `width` at a time", async () => {
    const begun: number[] = [];
    let open = 0;
    let most = 0;
    await inParallel(7, 3, async (number) => {
      begun.push(number);
      most = Math.max(most, ++open);
      await sleep(1);
      open--;
    });
    expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(most).toBe(3);
  });

  test('"stop" ends them, however many are left', async () => {
    let done = 0;
    await inParallel(Number.POSITIVE_INFINITY, 2, async () => {
      await sleep(1);
      return ++done >= 4 ? "stop" : null;
    });
    expect(done).toBeLessThanOrEqual(6);
  });

  test("one that throws ends them, once the running ones have settled", async () => {
    let settled = 0;
    const failing = inParallel(Number.POSITIVE_INFINITY, 3, async (number) => {
      await sleep(1);
      settled++;
      if (number === 1) throw new Error("job 1");
    });
    await expect(failing).rejects.toThrow("job 1");
    expect(settled).toBeLessThanOrEqual(6);
  });
});
