import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { errors, RefusalError } from "../errors.ts";
import { plain } from "./read-logs.ts";

const artifact = "perf-sse-live-results";
const limitMs = 180_000;

/**
 * Downloads a CI run's artifact with GitHub's `gh`, as the runbook does, into its own folder below `folder`. A run that is already
 * there is not downloaded again.
 *
 * @returns the results file
 * @throws RefusalError (exit 4) with what to do: no gh, not logged in, no such run, no artifact in it
 */
export async function downloadRun(runId: string, folder: string): Promise<string> {
  const to = path.join(folder, `run-${runId}`);
  const file = path.join(to, "perf-sse-live-results.json");
  if (existsSync(file)) return file;
  await mkdir(to, { recursive: true });
  try {
    await promisify(execFile)("gh", ["run", "download", runId, "-n", artifact, "-D", to], { timeout: limitMs });
  } catch (error) {
    throw new RefusalError(whyNot(runId, error as Failure));
  }
  if (!existsSync(file))
    throw new RefusalError(errors.runAway(runId, "its artifact has no perf-sse-live-results.json"));
  return file;
}

type Failure = NodeJS.ErrnoException & { readonly stderr?: string; readonly killed?: boolean };

function whyNot(runId: string, { code, killed, stderr, message }: Failure) {
  if (code === "ENOENT") return errors.runAway(runId, "there is no `gh` on the PATH");
  if (killed) return errors.runAway(runId, `gh did not finish within ${limitMs / 1_000} s`);
  return errors.runAway(runId, plain((stderr ?? "").trim().split("\n").at(-1) || message));
}
