import type { Results } from "../../harness/gate/results.ts";
import type { Sample } from "./slo-report.ts";

/** A sample for each run, at its start: its eligible resumes and those that succeeded, without inject faces. */
export function samplesOf(results: readonly Results[]): Sample[] {
  return results.map(({ started_at, summary }) => ({
    at: Date.parse(started_at),
    good: summary.resume_successes,
    total: summary.resume_eligible,
  }));
}
