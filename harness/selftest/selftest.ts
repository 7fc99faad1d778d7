import type { RunInfo } from "../history/run-info.ts";
import { inParallel } from "../run/side-by-side/in-parallel.ts";
import type { Liar } from "./liar.ts";
import { type Row, runLiar } from "./run-liar.ts";
import type { TestBed } from "./test-bed.ts";

export interface SelftestOptions {
  readonly run: RunInfo;
  readonly testBed: TestBed;
  readonly seed: number;
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Called with each row as it is done, in any order. */
  readonly onRow?: (row: Row) => void;
}

/** Liars that run side by side, because they mostly wait. */
const width = 8;

/** Runs all liars, the slow ones first. @returns their rows in the order given; after an interruption, only those that are done */
export async function runSelftest(liars: readonly Liar[], options: SelftestOptions): Promise<readonly Row[]> {
  const rows = new Map<string, Row>();
  const waiting = [...liars].sort((a, b) => slowness(b) - slowness(a));
  await inParallel(waiting.length, width, async (number) => {
    const liar = waiting[number] as Liar;
    if (options.signal.aborted) return;
    const row = await runLiar(liar, options);
    if (options.signal.aborted) return;
    rows.set(liar.name, row);
    options.onRow?.(row);
  });
  return liars.flatMap((liar) => rows.get(liar.name) ?? []);
}

/** How much a liar's load has to wait. */
function slowness({ load }: Liar): number {
  return (load?.exchange === undefined ? 0 : 1) + (load?.server === undefined ? 0 : 1);
}
