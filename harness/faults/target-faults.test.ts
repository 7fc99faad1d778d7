import { describe, expect, test } from "vitest";
import { Disproved } from "./fault.ts";
import { type OwnTarget, targetFault } from "./target-faults.ts";

const mib = 1024 * 1024;
interface Figures {
  readonly memoryMb: number;
  readonly sockets?: number;
  /** It uses the processor until the next figures are read. */
  readonly isBusy?: boolean;
}

/** A target that is measured once in its warm-up, twice at rest, and in pairs after the load. The last figures stay. */
function measured(figures: readonly Figures[]): OwnTarget {
  const left = [...figures];
  let cpuSec = 0;
  return {
    figures: async () => {
      const { memoryMb, sockets = 1, isBusy } = (left.length > 1 ? left.shift() : left[0]) as Figures;
      if (isBusy) cpuSec += 0.005;
      return { rss: memoryMb * mib, peakRss: memoryMb * mib, sockets, cpuSec };
    },
    kill: async () => {},
    restart: async () => 0,
    takesConnections: async () => true,
  };
}

async function kept(...figures: readonly Figures[]): Promise<string> {
  const fault = targetFault({ kind: "target-leak", atMs: 0, options: { restMs: 10, settleMs: 50 } }, measured(figures));
  const { signal } = new AbortController();
  try {
    await fault.watch?.(AbortSignal.abort());
    await fault.start(signal);
    await fault.check?.(signal);
    return "nothing";
  } catch (error) {
    if (error instanceof Disproved) return error.message;
    throw error;
  } finally {
    await fault.end();
  }
}

describe("what a target keeps after its connections are dropped", () => {
  const rest = { memoryMb: 100 };
  test.each([
    { claim: "nothing, as before", figures: [rest], says: /^nothing$/ },
    {
      claim: "no more than it had once, though it had collected its garbage at rest",
      figures: [{ memoryMb: 240 }, { memoryMb: 93 }, { memoryMb: 93 }, { memoryMb: 127 }],
      says: /^nothing$/,
    },
    {
      claim: "more memory than it ever had",
      figures: [{ memoryMb: 110 }, rest, rest, { memoryMb: 190 }],
      says: /^memory grew by 80 MiB \(before: 1 sockets, at most 110 MiB, 0 % of a core; after: 1 sockets, 190 MiB/,
    },
    {
      claim: "nothing, though it still collected its garbage when it was first measured",
      figures: [rest, rest, rest, { memoryMb: 150, isBusy: true }, { memoryMb: 150, isBusy: true }, rest],
      says: /^nothing$/,
    },
    {
      claim: "its timers",
      figures: [rest, rest, rest, { ...rest, isBusy: true }],
      says: /^it is busy with 50 % of a core at rest/,
    },
  ])("$claim", async ({ figures, says }) => {
    expect(await kept(...figures)).toMatch(says);
  });
});
