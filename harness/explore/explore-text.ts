import { plural } from "../figures.ts";
import type { ExploreFailure, ExploreReport } from "./explore.ts";
import type { ExplorePlan } from "./explore-plan.ts";

/** The outcome of all plans. `again` gives the command that repeats a failure. */
export function exploreText(report: ExploreReport, again: (failure: ExploreFailure) => string): string {
  const { plans, proved, faults, streams, attempts, events, unresumable, refusedRightly, failures, unproved } = report;
  const found = failures.length === 0 ? "no finding" : `${plural(failures.length, "plan")} with findings`;
  return [
    `Seed ${report.seed}: ${plural(plans, "plan")} (${proved} ${faults.started > 0 ? "with all of their faults proved" : "proved something"}), ${found}.`,
    `${faults.started > 0 ? `${plural(faults.started, "fault")} injected, ${faults.proved} proved; ` : ""}${plural(streams, "stream")}, ${plural(attempts, "resume")}, ${plural(events, "event")}.`,
    ...(unresumable === 0
      ? []
      : [`${plural(unresumable, "stream")} had no token when cut, and the server had said so.`]),
    ...(refusedRightly === 0 ? [] : [`Refused because the token had expired: ${plural(refusedRightly, "attempt")}.`]),
    ...(report.shrinking === 0 ? [] : [`${plural(report.shrinking, "further run")} to make failing plans smaller.`]),
    ...unproved.slice(0, 5).map(({ number, reason }) => `  plan ${number} proves nothing: ${reason}`),
    ...(unproved.length > 5 ? [`  and ${unproved.length - 5} more`] : []),
    ...failures.flatMap((failure) => ["", ...renderFailure(failure, again(failure))]),
  ].join("\n");
}

function renderFailure({ number, objections, plan, drawn, tries }: ExploreFailure, again: string): string[] {
  return [
    `✗ plan ${number}: ${describe(drawn)}`,
    ...objections.map((objection) => `  ${objection}`),
    `  The smallest that still fails, after ${plural(tries, "try", "tries")}: ${describe(plan)}`,
    `  Again: ${again}`,
  ];
}

/** One line for people, e.g. `redis-killed at 400 ms for 900 ms; 12 streams, 20 cuts; SSE_BUFFER_COMPRESS=true`. */
export function describe({ faults, streams, server, instances, rows }: ExplorePlan): string {
  const cuts = streams.reduce((sum, stream) => sum + stream.cuts.length, 0);
  const times = faults.map(
    ({ kind, atMs, forMs }) => `${kind} at ${atMs} ms${forMs === undefined ? "" : ` for ${forMs} ms`}`,
  );
  const settings = Object.entries(server).map(([key, value]) => `${key}=${value}`);
  const load = `${plural(streams.length, "stream")}, ${plural(cuts, "cut")}${rows ? "" : `, ${plural(instances, "instance")}`}`;
  return [rows?.join(" + ") ?? "", times.join(", "), load, ...settings].filter((part) => part !== "").join("; ");
}
