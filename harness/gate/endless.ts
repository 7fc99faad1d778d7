import type { FaceFacts } from "../check/face-check.ts";

/**
 * Whether no stream of a described protocol ended, although all were answered and went on. Then the description's `end` is more
 * likely wrong than the server, and a correct server must not be accused.
 */
export function isEndless({ head, totals, end }: Pick<FaceFacts, "head" | "totals" | "end">): boolean {
  if (head.face.protocol.resumesBy !== "cursor" || end?.status !== "complete" || end.stoppedEarly !== undefined)
    return false;
  const { ended, findings, returnsRefused } = totals;
  return (
    ended === 0 && returnsRefused === 0 && (findings.counts.unfinished ?? 0) > 0 && findings.counts["ended-early"] === 0
  );
}
