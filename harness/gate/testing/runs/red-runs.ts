import type { HistoryRecord } from "../../../history/records.ts";
import { many } from "../history.ts";
import {
  code,
  ended,
  expired,
  fault,
  fixed,
  inject,
  limited,
  proved,
  refused,
  telemetry,
  uncut,
  withSymptoms,
} from "./made-records.ts";

/** Runs with an inject face: symptoms, faults, monitors. By claim: the histories of its faces. */
export const redRuns: Readonly<Record<string, () => HistoryRecord[][]>> = {
  "red with its symptom, then healed": () => [inject(many(250, () => expired)), fixed()],
  "red in the wanted share exactly": () => [inject(many(100, (s) => (s < 90 ? expired : {}))), fixed()],
  "red in less than the wanted share": () => [inject(many(100, (s) => (s < 89 ? expired : {}))), fixed()],
  "red with another symptom": () => [inject(many(250, () => refused)), fixed()],
  "red, and its other gates too": () => [
    limited(inject([...many(250, () => expired), ...uncut(900, false)], { expect: { redGates: ["error_rate"] } }), {
      errorRate: 0,
    }),
    fixed(),
  ],
  "not red": () => [inject(many(250)), fixed()],
  "not red, and saturated": () => [ended(inject(many(250)), { loopDelayP99Ms: 900 }), fixed()],
  "red with its symptom, and saturated": () => [
    ended(inject(many(250, () => expired)), { loopDelayP99Ms: 900 }),
    fixed(),
  ],
  "not red, and not complete": () => [
    inject(many(250), { end: "failed", expect: { telemetry: ["assist.sse.x"] } }),
    fixed(),
  ],
  "red, and no attempt while the fault lasts": () => [
    inject(
      many(250, () => expired),
      { expect: { phase: "fault", faults: ["redis-killed"] }, more: proved },
    ),
    fixed(),
  ],
  "red while the fault lasts": () => [
    inject(
      many(100, (s) => ({ ...refused, resumeAt: s < 60 ? 120 + 5 * s : 500 })),
      {
        expect: withSymptoms(
          [
            { kind: "refused", status: 404, code, reason: "redis_unavailable" },
            { kind: "refused", status: 404, code },
            { kind: "partial" },
            { kind: "lost-connection" },
          ],
          {
            phase: "fault",
            faults: ["redis-killed"],
            telemetry: ["assist.sse.redis_unavailable", "assist.sse.other", "assist.sse.none"],
          },
        ),
        more: [
          ...proved,
          telemetry("assist.sse.redis_unavailable", 2),
          telemetry("assist.sse.redis_unavailable", 3),
          telemetry("assist.sse.none", 0),
        ],
      },
    ),
    fixed(),
  ],
  "a fault that failed": () => [
    inject(
      many(250, () => expired),
      {
        expect: { faults: ["redis-killed", "redis-paused"] },
        more: [
          fault("started", 1),
          fault("failed", 2, "redis-killed", "no way"),
          ...proved.map((each) => ({ ...each, name: "redis-paused" })),
        ],
      },
    ),
    fixed(),
  ],
  "one fault of two was not proved, and nothing is red": () => [
    inject(many(250), { expect: { faults: ["redis-killed", "redis-paused"] }, more: proved }),
    fixed(),
  ],
  "a fault that began and was not proved, and nothing is red": () => [
    inject(many(250), { expect: { faults: ["redis-killed"] }, more: [fault("started", 100), fault("ended", 200)] }),
    fixed(),
  ],
  "a fault that was proved and then failed, and nothing is red": () => [
    inject(many(250), {
      expect: { faults: ["redis-killed"] },
      more: [...proved, fault("failed", 500, "redis-killed", "could not be undone")],
    }),
    fixed(),
  ],
  "a finding as the symptom": () => [
    inject(
      many(250, (s) => (s < 3 ? { answers: [{ status: 410, code: "RESUME_TOKEN_EXPIRED" }] } : {})),
      {
        expect: withSymptoms([{ kind: "found", finding: "wrongly-refused" }], { redGates: ["wrongly_refused"] }),
      },
    ),
    fixed(),
  ],
  "a finding as the symptom, not found": () => [
    inject(
      many(250, () => refused),
      { expect: withSymptoms([{ kind: "found", finding: "wrongly-refused" }]) },
    ),
    fixed(),
  ],
  "a finding of an unknown kind": () => [
    inject(
      many(250, () => refused),
      { expect: withSymptoms([{ kind: "found", finding: "moon" }]) },
    ),
    fixed(),
  ],
  "monitors as the symptom, one of two over its limit": () => [
    inject(many(250), {
      expect: withSymptoms(
        [
          { kind: "disproved", fault: "fill-ratio" },
          { kind: "disproved", fault: "leftover-keys" },
        ],
        { faults: ["fill-ratio", "leftover-keys"] },
      ),
      more: [
        fault("started", 1, "fill-ratio"),
        fault("proved", 2, "fill-ratio", "reading"),
        fault("disproved", 3, "fill-ratio", "0.9 full"),
        fault("started", 1, "leftover-keys"),
        fault("proved", 2, "leftover-keys", "none left"),
      ],
    }),
    fixed(),
  ],
  "a monitor as the symptom, and another one over its limit too": () => [
    inject(many(250), {
      expect: withSymptoms([{ kind: "disproved", fault: "fill-ratio" }], { faults: ["fill-ratio"] }),
      more: [
        fault("started", 1, "fill-ratio"),
        fault("proved", 2, "fill-ratio", "reading"),
        fault("disproved", 3, "fill-ratio", "0.9 full"),
        fault("disproved", 4, "leftover-keys", "9 keys"),
      ],
    }),
    fixed(),
  ],
  "a monitor over its limit in the fixed face": () => [
    inject(many(250, () => expired)),
    fixed({
      expect: withSymptoms([{ kind: "disproved", fault: "other" }], { faults: ["fill-ratio"] }),
      more: [fault("proved", 2, "fill-ratio", "reading"), fault("disproved", 3, "fill-ratio", "0.9 full")],
    }),
  ],
};
