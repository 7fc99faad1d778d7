import { plural, shown } from "../figures.ts";
import type { Evidence } from "./evidence.ts";
import type { Rule } from "./rule.ts";
import { answersNamed, sightingIf, weightOfShare } from "./sightings.ts";
import { type Signals, sumOf, sumOfCounts } from "./signals.ts";

/** A trimmed buffer with so few events was made small on purpose or by mistake: no workload needs that. */
const hardlyAny = 16;

/** The server itself dropped the events that clients came back for, to keep a stream's buffer within its limits. */
export const bufferRules: readonly Rule[] = [
  {
    cause: "buffer-trim",
    look(evidence, signals) {
      const by = evidence.logs?.trimmedBy ?? {};
      return [
        ...trimmed(evidence, signals, 5),
        ...sightingIf(
          (by.count_limit ?? 0) > 0 && trimmedAnswers(signals).count > 0,
          2,
          () => `${streams(by.count_limit)} hit count_limit`,
        ),
      ];
    },
  },
  {
    cause: "buffer-pressure",
    look(evidence, signals) {
      const { logs, targets } = evidence;
      const by = logs?.trimmedBy ?? {};
      const onlySize = (by.size_limit ?? 0) > 0 && (by.count_limit ?? 0) === 0;
      const fill = Math.max(0, ...targets.map(({ metrics }) => sumOf(metrics, "assist_sse_buffer_fill_ratio")));
      return [
        ...trimmed(evidence, signals, 4),
        ...sightingIf(
          onlySize && trimmedAnswers(signals).count > 0,
          3,
          () => `${streams(by.size_limit)} hit size_limit, none count_limit`,
        ),
        ...sightingIf(
          fill > 0.8,
          3,
          () => `the fullest buffer is ${shown(fill * 100, "<=", 0)} % full (warning at 80 %)`,
        ),
      ];
    },
  },
  {
    cause: "snapshot-only",
    look(evidence, signals) {
      const kept = evidence.logs?.fewestKept ?? null;
      return [
        ...trimmed(evidence, signals, 3),
        ...sightingIf(
          kept !== null && kept <= hardlyAny && sumOfCounts(evidence.logs?.trimmedBy ?? {}) > 0,
          6,
          () => `a trimmed buffer held no more than ${plural(kept ?? 0, "event")}`,
        ),
      ];
    },
  },
];

export function trimmedAnswers(signals: Signals) {
  return answersNamed(signals, "410 BUFFER_TRIMMED", "200 partial");
}

/** Events were gone, and the server reports that it trimmed them. */
function trimmed({ faces, logs, targets }: Evidence, signals: Signals, weight: number) {
  const gone = trimmedAnswers(signals);
  const told = signals.serverTrimmed > 0;
  const couldTell = faces.length > 0 || logs !== null || targets.length > 0;
  return sightingIf(
    gone.count > 0 && (told || !couldTell),
    weight * weightOfShare(gone.share),
    () =>
      `${gone.text} are 410 BUFFER_TRIMMED or partial; the server trimmed ${signals.serverTrimmed} times (assist.sse.buffer_trimmed)`,
  );
}

function streams(count: number | undefined): string {
  return plural(count ?? 0, "line");
}
