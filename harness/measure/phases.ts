import type { FaultSeen } from "../history/fault-seen.ts";
import type { FaultRecord } from "../history/records.ts";

/** One fault of a face, with the times of its steps in milliseconds; null for a step that did not happen. */
export interface FaultSpan {
  readonly name: string;
  readonly startedAt: number | null;
  readonly provedAt: number | null;
  readonly endedAt: number | null;
  readonly failed: string | null;
  /** What a monitor measured outside its limit. */
  readonly disproved: string | null;
  readonly observed: string | null;
  /** What was seen last; null in a history without codes. */
  readonly seen: FaultSeen | null;
}

/** The faults of a face by name, in the order of their start. */
export function faultSpans(records: readonly FaultRecord[]): FaultSpan[] {
  const spans = new Map<string, FaultSpan>();
  const none = {
    startedAt: null,
    provedAt: null,
    endedAt: null,
    failed: null,
    disproved: null,
    observed: null,
    seen: null,
  };
  for (const { name, what, at, observed, seen } of records) {
    const span = spans.get(name) ?? { name, ...none };
    const next: Partial<Record<FaultRecord["what"], Partial<FaultSpan>>> = {
      started: { startedAt: span.startedAt ?? at },
      proved: { provedAt: span.provedAt ?? at, observed: observed ?? null, seen: seen ?? null },
      ended: { endedAt: at },
      failed: { failed: observed ?? "it failed", seen: span.seen ?? seen ?? null },
      disproved: { disproved: observed ?? "it was disproved", seen: seen ?? null },
    };
    spans.set(name, { ...span, ...next[what] });
  }
  return [...spans.values()];
}

/** Whether a fault certainly lasts at this moment: it was proved, and not yet undone. */
export function duringFault(spans: readonly FaultSpan[], at: number): boolean {
  return spans.some(({ provedAt, endedAt }) => provedAt !== null && at >= provedAt && at <= (endedAt ?? Infinity));
}

/** Divides a face where a fault begins or ends: before, during and after its faults. */
export function cutIntoPhases(
  spans: readonly FaultSpan[],
  lastAt: number,
): { readonly name: string; readonly from: number; readonly to: number }[] {
  const edges = new Set([0, lastAt]);
  for (const { startedAt, endedAt } of spans) {
    for (const edge of [startedAt, endedAt]) if (edge !== null && edge < lastAt) edges.add(edge);
  }
  const sorted = [...edges].sort((a, b) => a - b);
  return sorted.slice(1).map((to, i) => {
    const from = sorted[i] as number;
    const active = spans.filter(
      (span) => span.startedAt !== null && span.startedAt <= from && (span.endedAt ?? lastAt) >= to,
    );
    const over = spans.some((span) => span.endedAt !== null && span.endedAt <= from);
    const quiet = spans.length === 0 ? "load" : over ? "after" : "before";
    return { name: active.map((span) => span.name).join(" + ") || quiet, from, to };
  });
}
