import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import type { Results } from "../../harness/gate/results.ts";
import { type Bench, type BenchOptions, type Row, short } from "../bench-types.ts";
import { node, run } from "../processes/bench-child.ts";

/** (e) How long a pull request waits for its verdict, and for what. */
export const gateTime: Bench = {
  name: "gate",
  what: "the gate from command to verdict: a small run of the baseline, then the pull request's own profile",
  run: runAll,
};

async function runAll({ quick, out }: BenchOptions) {
  const root = path.join(import.meta.dirname, "../..");
  const cli = path.join(root, "harness/cli/bin.mjs");
  const rows: Row[] = [];
  const time = async (who: string, args: readonly string[]) => {
    const folder = path.join(out, "gate");
    rmSync(folder, { recursive: true, force: true });
    const wall = Date.now();
    const start = performance.now();
    const { code } = await run(node, [cli, ...args, "--out", folder, "--quiet"], { limitMs: 240_000, cwd: root });
    const ms = performance.now() - start;
    const results = JSON.parse(readFileSync(path.join(folder, "perf-sse-live-results.json"), "utf8")) as Results;
    const faces = results.scenarios.flatMap((row) => row.faces);
    const loadMs = Math.max(0, ...faces.map((face) => face.summary.duration_ms ?? 0));
    const begun = faces.map((face) => Date.parse(face.started_at));
    const over = faces.map((face, i) => (begun[i] as number) + face.summary.duration_ms);
    const [firstMs, lastMs] = [Math.min(...begun) - wall, Math.max(...over) - wall];
    rows.push({
      who,
      "s to verdict": short(ms / 1_000),
      "to the first load s": short(firstMs / 1_000),
      "loads s": short((lastMs - firstMs) / 1_000),
      "stop, judge, report s": short((ms - lastMs) / 1_000),
      "longest face s": short(loadMs / 1_000),
      verdict: results.verdict,
      "exit code": code ?? "none",
    });
    const checkStart = performance.now();
    await run(node, [cli, "check", folder, "--quiet"], { limitMs: 120_000, cwd: root });
    rows.push({
      who: `${who}: judging its histories again`,
      "s to verdict": short((performance.now() - checkStart) / 1_000),
    });
  };
  await time("baseline, 60 streams", ["run", "baseline", "--streams", "60"]);
  if (!quick) await time("profile pr, all of it", ["run", "--profile", "pr"]);
  return {
    rows,
    notes: [
      "To the first load: processes, Redis and servers are started. The loads: from the first face's begin to the last one's end, the set-up of later faces included.",
    ],
  };
}
