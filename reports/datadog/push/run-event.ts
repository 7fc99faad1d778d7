import type { v1 } from "@datadog/datadog-api-client";
import type { Results, Verdict } from "../../../harness/gate/results.ts";
import { rateText } from "../../wording/figure-text.ts";
import { reproduceCommand } from "../../wording/reproduce-command.ts";
import { runEnd, runTags } from "./run-metrics.ts";

const alertType: Readonly<Record<Verdict, v1.EventAlertType>> = {
  pass: "success",
  inconclusive: "warning",
  fail: "error",
};

/** Datadog refuses older events. In milliseconds. */
const oldestMs = 18 * 3_600_000;
/** Datadog's limits, in characters. */
const [mostText, mostTitle] = [4_000, 100];

/** A run as one event. The event of an old run gets the time of sending; its text says when the run was. */
export function runEvent(results: Results, now: number): v1.EventCreateRequest {
  const ended = runEnd(results);
  const late = now - ended > oldestMs - 60_000;
  const { resume_success_rate: rate, resume_eligible: eligible } = results.summary;
  const text = [
    `Run ${results.run_id} of ${results.started_at}, profile ${results.profile}, seed ${results.seed}.`,
    rate === null
      ? "There was no eligible resume."
      : `${rateText(rate, ">=")} of ${eligible} eligible resumes succeeded.`,
    ...results.reasons.map((reason) => `- ${reason}`),
  ].join("\n");
  const reproduce = `\nReproduce: ${reproduceCommand(results)}`.slice(0, mostText / 2);
  const room = mostText - reproduce.length; // the reasons are cut, never the command
  return {
    title: `Resume gate: ${results.verdict} (${results.profile})`.slice(0, mostTitle),
    text: `${text.length > room ? `${text.slice(0, room - 1)}…` : text}${reproduce}`,
    alertType: alertType[results.verdict],
    // Events with the same key are shown as one, should a run ever come twice.
    aggregationKey: `resume-gate-${results.run_id}`.slice(0, 100),
    tags: [...runTags(results), `run_id:${results.run_id}`],
    ...(late ? {} : { dateHappened: Math.floor(ended / 1_000) }),
  };
}
