import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import path from "node:path";
import { refuseArguments, scriptArguments } from "../scripts/arguments/script-arguments.mjs";
import type { Bench, BenchResult } from "./bench-types.ts";
import { appendPath } from "./benches/append-path.ts";
import { checkerRate } from "./benches/checker-rate.ts";
import { engineCost } from "./benches/engine-cost.ts";
import { engineOverTls } from "./benches/engine-over-tls.ts";
import { errorStorm } from "./benches/error-storm.ts";
import { gateTime } from "./benches/gate-time.ts";
import { resumeFinished } from "./benches/resume-finished.ts";
import { serverGrowth } from "./benches/server-growth.ts";
import { serverLoad } from "./benches/server-load.ts";
import { printTable } from "./print-table.ts";

const benches: readonly Bench[] = [
  engineCost,
  engineOverTls,
  appendPath,
  serverLoad,
  serverGrowth,
  errorStorm,
  resumeFinished,
  checkerRate,
  gateTime,
];

const usage = `usage: node bench/bench.ts [NAME…] [--quick]

Runs every bench, or those that are named, one after the other, so that they don't take the processor from each other. Compare only
figures of one run. Leaves bench/out/bench-results.json.

  --quick   a tenth of the load, to see that it works

${benches.map(({ name, what }) => `  ${name.padEnd(12)}${what}`).join("\n")}
`;
const { words: names, values } = await scriptArguments(
  usage,
  { quick: { type: "boolean" } },
  { mostWords: Number.POSITIVE_INFINITY },
);
const quick = values.quick === true;
const unknown = names.find((name) => !benches.some((bench) => bench.name === name));
if (unknown !== undefined) {
  const known = benches.map(({ name }) => name).join(", ");
  refuseArguments(usage, `There is no bench "${unknown}".`, `There are: ${known}.`);
}
const out = path.join(import.meta.dirname, "out");
mkdirSync(out, { recursive: true });
const machine = {
  date: new Date().toISOString(),
  node: process.version,
  cpu: cpus()[0]?.model ?? "unknown",
  cores: availableParallelism(),
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  quick,
};
const results: BenchResult[] = [];
for (const bench of benches) {
  if (names.length > 0 && !names.includes(bench.name)) continue;
  const start = performance.now();
  process.stderr.write(`${bench.name}: ${bench.what}\n`);
  let result: BenchResult;
  try {
    result = { name: bench.name, ...(await bench.run({ quick, out })) };
  } catch (error) {
    result = {
      name: bench.name,
      rows: [],
      notes: [`It failed: ${error instanceof Error ? error.message : String(error)}`],
    };
    process.exitCode = 1;
  }
  results.push(result);
  printTable(result);
  process.stderr.write(`${bench.name} took ${Math.round((performance.now() - start) / 1_000)} s.\n\n`);
  writeFileSync(path.join(out, "bench-results.json"), `${JSON.stringify({ machine, results }, null, 2)}\n`);
}
process.stdout.write(
  `${machine.date}, ${machine.cores} cores (${machine.cpu}), node ${machine.node}.\nResults: ${path.relative(process.cwd(), out)}/bench-results.json\n`,
);
