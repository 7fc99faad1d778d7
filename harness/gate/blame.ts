import type { FaceTotals } from "../check/face-totals.ts";
import { percent } from "../measure/wilson.ts";
import type { Gate, Gates } from "./results.ts";

/** Whether the load generator could not keep to the plan, because its machine was overloaded. */
export function isSaturated(gates: Gates): boolean {
  return ["dropped_arrivals_rate", "late_arrivals_rate", "loop_delay_p99_ms"].some((name) => {
    const gate = gates[name];
    return gate !== undefined && gate.value !== null && gate.verdict !== "pass";
  });
}

/** Gates that an overloaded machine turns red, whatever the target does. Findings about single events still count. */
const timely = new Set([
  "resume_success_rate",
  "graph_rate",
  "buffer_trim_rate",
  "error_rate",
  "reconnect_p99_ms",
  "protocol_violations",
  "unfinished",
  "streams_uncut_failed",
]);

export const saturated = "The load generator was saturated";
export const endless = "No stream ended in the way that the description says";

/** Makes failed gates inconclusive where something other than the target may be the cause: `why`, as the beginning of a sentence. */
export function withoutBlame(gates: Gates, why: string): Gates {
  return Object.fromEntries(
    Object.entries(gates).map(([name, gate]) => {
      if (gate.verdict !== "fail" || !timely.has(name)) return [name, gate];
      const reason = `${gate.reason} ${why}, so this proves nothing about the target.`;
      return [name, { ...gate, verdict: "inconclusive" as const, reason }];
    }),
  );
}

/**
 * Leaves open what failed by the server's answers to resumes alone, where no document says how it has to answer. What it
 * delivered is still judged, and so are its answers to starts and what they tell.
 */
export function leaveOpen(
  gates: Gates,
  totals: Pick<FaceTotals, "requests" | "startErrors" | "findings">,
): { readonly gates: Gates; readonly open: readonly string[] } {
  const open: string[] = [];
  const left = Object.entries(gates).map(([name, gate]): [string, Gate] => {
    if (gate.verdict === "pass" || !isByAnswers(name, gate, totals)) return [name, gate];
    if (gate.verdict === "fail") open.push(gate.reason);
    return [name, { ...gate, verdict: "pass", reason: `${gate.reason} No document says how it must be answered.` }];
  });
  return open.length > 0 ? { gates: Object.fromEntries(left), open } : { gates, open };
}

/** Whether a gate that did not pass says something about answers to resumes only. */
function isByAnswers(
  name: string,
  { value, limit }: Gate,
  { requests, startErrors, findings }: Parameters<typeof leaveOpen>[1],
): boolean {
  if (!timely.has(name) || name === "streams_uncut_failed") return false;
  if (name === "error_rate") return (percent(startErrors, requests) ?? 0) <= limit;
  if (name === "protocol_violations") return findings.counts.leaked === 0;
  return value !== null || name === "reconnect_p99_ms"; // without an attempt nothing was answered, and the success rate says so
}
