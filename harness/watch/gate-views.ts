import { figureText, gateUnit } from "../../reports/wording/figure-text.ts";
import type { Gate } from "../gate/results.ts";
import type { LiveGate } from "./live-state.ts";

/** Gates as bars, the worst first: how far the value and the limit reach, on one scale. */
export function gateViews(gates: Readonly<Record<string, Gate>>): LiveGate[] {
  const rank = { fail: 0, inconclusive: 1, pass: 2 } as const;
  return Object.entries(gates)
    .sort(([, a], [, b]) => rank[a.verdict] - rank[b.verdict])
    .map(([name, gate]) => gateView(name, gate));
}

function gateView(name: string, { value, limit, op, verdict }: Gate): LiveGate {
  const top = op === ">=" ? 100 : Math.max(limit * 1.5, (value ?? 0) * 1.1, 1);
  const reach = (at: number) => Math.round(1_000 * Math.min(1, Math.max(0, at / top))) / 1_000;
  return {
    name,
    value: value === null ? null : figureText(name, value, op),
    limit: `${op === ">=" ? "≥" : "≤"} ${limit} ${gateUnit(name)}`.trim(),
    verdict,
    reach: value === null ? 0 : reach(value),
    limitReach: reach(limit),
  };
}
