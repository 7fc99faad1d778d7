import { plural } from "../figures.ts";
import type { HonestFailure, HonestReport } from "./random-plans/run-honest-plans.ts";
import type { Row } from "./run-liar.ts";

/** The table of liar, expected and found. A wrong row is followed by what is wrong with it. */
export function selftestTable(rows: readonly Row[], seed: number): string {
  const width = (pick: (row: Row) => string) => Math.max(8, ...rows.map((row) => pick(row).length));
  const nameWidth = width((row) => row.name);
  const expectedWidth = width((row) => row.expected);
  const line = (mark: string, name: string, expected: string, found: string) =>
    `${mark} ${name.padEnd(nameWidth)}  ${expected.padEnd(expectedWidth)}  ${found}`.trimEnd();
  const lines = rows.flatMap((row) => [
    line(row.objection === null ? "✓" : "✗", row.name, row.expected, row.found),
    ...(row.objection === null ? [] : [`  A server that ${row.says}. ${row.objection}`]),
  ]);
  const wrong = rows.filter((row) => row.objection !== null).length;
  const sum =
    wrong === 0
      ? `${plural(rows.length, "row")} as expected`
      : `${wrong} of ${plural(rows.length, "row")} not as expected`;
  return [line(" ", "liar", "expected", "found"), ...lines, "", `${sum} (seed ${seed}).`].join("\n");
}

/** The outcome of the random plans. `planFile` gives the file of a failure's plan. */
export function honestPlansText(report: HonestReport, planFile: (failure: HonestFailure) => string): string {
  const { seeds, plans, streams, attempts, events, unresumable, failures } = report;
  const which = seeds.length === 1 ? `Seed ${seeds[0]}` : `Seeds ${seeds[0]} to ${seeds.at(-1)}`;
  const what = `${plural(plans, "random plan")}, ${plural(streams, "stream")}, ${plural(attempts, "resume")}, ${plural(events, "event")}, two correct instances`;
  const lines = failures.map((failure) => renderFailure(failure, planFile(failure)));
  const verdict = failures.length === 0 ? "no accusation" : `${plural(failures.length, "seed")} failed`;
  const slow =
    unresumable === 0
      ? []
      : [`${plural(unresumable, "stream")} had no token: Redis took longer than 250 ms, and the server said so.`];
  return [`${which}: ${what}: ${verdict}.`, ...slow, ...lines].join("\n");
}

function renderFailure({ seed, objection, plan, tries }: HonestFailure, file: string): string {
  const events = plan.streams.reduce((sum, stream) => sum + stream.events, 0);
  const cuts = plan.streams.reduce((sum, stream) => sum + stream.cuts.length, 0);
  return [
    "",
    `✗ seed ${seed}: ${objection}`,
    `  The shortest plan that still fails, after ${plural(tries, "try", "tries")}: ${plural(plan.streams.length, "stream")}, ${plural(events, "event")}, ${plural(cuts, "cut")}.`,
    `  ${JSON.stringify(plan)}`,
    `  Again: resume-gate selftest --honest 1 --seed ${seed}`,
    `  or:    resume-gate selftest --plan ${file}`,
  ].join("\n");
}
