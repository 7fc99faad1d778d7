import type { Expectation, FaceInfo, Limits, Symptom } from "../face-info.ts";
import type { Environment, RunInfo, RunSettings } from "../run-info.ts";
import { type FaceInfoV1, type HeadRecordV1, HISTORY_SCHEMA_V1 } from "../v1.ts";
import {
  either,
  flag,
  list,
  number,
  object,
  only,
  optional,
  orNull,
  type Properties,
  tagged,
  text,
} from "./schema-types.ts";
import { protocolTerms, termsV1 } from "./terms-schema.ts";

/** The head's part of the JSON Schema (`history-schema.ts`), held to the types of `run-info.ts` and `face-info.ts`. */
const limits = object<Limits>({
  resumeSuccessRate: number,
  bufferTrimRate: number,
  errorRate: number,
  reconnectP99Ms: number,
  droppedArrivalsRate: number,
  silenceMs: number,
  loopDelayP99Ms: number,
  memoryGrowthRate: optional(number),
});

type SymptomOf<K extends Symptom["kind"]> = Extract<Symptom, { kind: K }>;
const symptom = tagged<Symptom, "kind">("kind", {
  refused: object<SymptomOf<"refused">>({
    kind: only("refused"),
    status: number,
    code: text,
    reason: optional(text),
  }),
  partial: object<SymptomOf<"partial">>({ kind: only("partial") }),
  "lost-connection": object<SymptomOf<"lost-connection">>({ kind: only("lost-connection") }),
  disproved: object<SymptomOf<"disproved">>({ kind: only("disproved"), fault: text }),
  found: object<SymptomOf<"found">>({ kind: only("found"), finding: text }),
});

const expectation = object<Expectation>({
  outcome: only("red", "green"),
  symptoms: list(symptom),
  minShare: number,
  phase: only("fault", "all"),
  faults: list(text),
  telemetry: list(text),
  uncutMustComplete: flag,
  tolerate: optional(list(text)),
  redGates: optional(list(text)),
  breaksConnections: optional(list(text)),
  graphSuffices: optional(flag),
  mayRefuse: optional(either(only("gone", "any"), list(number))),
  leavesOpen: optional(only(true)),
});

export const run = object<RunInfo>({
  id: text,
  startedAt: text,
  seed: number,
  profile: text,
  faces: list(text),
  environment: object<Environment>({
    node: text,
    harness: text,
    platform: text,
    cores: number,
    redis: text,
    target: text,
    gitCommit: orNull(text),
  }),
  options: optional(
    object<RunSettings>({
      scenarios: list(text),
      set: list(text),
      streams: optional(number),
      rate: optional(number),
      durationMs: optional(number),
      realTime: optional(only(true)),
      protocol: optional(text),
      with: optional(list(text)),
      config: optional(text),
      rows: optional(list(text)),
      http2: optional(only(true)),
      noTrace: optional(only(true)),
      engine: only("own", "k6"),
    }),
  ),
  notOffered: optional(list(object<NonNullable<RunInfo["notOffered"]>[number]>({ row: text, reason: text }))),
});

const faceBesidesTerms: Properties<Omit<FaceInfo, "protocol">> = {
  scenario: text,
  face: only("load", "inject", "fixed"),
  startedAt: number,
  plannedStreams: number,
  limits,
  expect: expectation,
  shard: optional(object<NonNullable<FaceInfo["shard"]>>({ index: number, of: number })),
  eventTimes: optional(only("body")),
  traced: optional(list(text)),
};
export const face = object<FaceInfo>({ ...faceBesidesTerms, protocol: protocolTerms });

/** A head of the first version. */
export const headV1 = object<HeadRecordV1>({
  k: only("head"),
  schema: only(HISTORY_SCHEMA_V1),
  run,
  face: object<FaceInfoV1>({ ...faceBesidesTerms, protocol: optional(termsV1) }),
});
