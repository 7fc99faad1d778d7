import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { validateResults } from "../../../reports/validate-results.ts";
import type { FaceResult, Results } from "../../gate/results.ts";
import { runResumeGate } from "./run-resume-gate.ts";

/**
 * Runs the load without a fault on a described target.
 *
 * @param out of its own: results and description go there, and beside it
 * @throws Error for results that do not fit their schema
 */
export async function runBaseline(target: string, description: unknown, out: string) {
  const file = `${out}.json`;
  writeFileSync(file, JSON.stringify(description));
  const load = ["--seed", "11", "--streams", "150", "--duration", "4s"];
  const args = ["run", "baseline", "--target", target, "--protocol", file, ...load, "--out", out];
  const { code, err } = await runResumeGate(args, { cwd: path.dirname(out) });
  const results = JSON.parse(readFileSync(path.join(out, "perf-sse-live-results.json"), "utf8")) as Results;
  const problems = validateResults(results);
  if (problems.length > 0) throw new Error(problems.join("; "));
  return { code, err, results, face: results.scenarios[0]?.faces[0] as FaceResult };
}
