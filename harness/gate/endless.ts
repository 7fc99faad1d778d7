import type { FaceFacts } from "../check/face-check.ts";
import { percent } from "../measure/wilson.ts";

/**
 * Whether no stream of a described protocol ended, although all were answered and went on. Then the description's `end` is more
 * likely wrong than the server, and a correct server must not be accused. A server that breaks its connections is not excused.
 */
export function isEndless({ head, totals, end }: Pick<FaceFacts, "head" | "totals" | "end">): boolean {
  const { protocol, limits } = head.face;
  if (protocol.resumesBy !== "cursor" || end?.status !== "complete" || end.stoppedEarly !== undefined) return false;
  const { ended, findings, returnsRefused, brokenConnections, requests } = totals;
  const wentOn = returnsRefused === 0 && (percent(brokenConnections, requests) ?? 0) <= limits.errorRate;
  return ended === 0 && wentOn && (findings.counts.unfinished ?? 0) > 0 && findings.counts["ended-early"] === 0;
}
