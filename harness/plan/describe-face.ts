import type { Expectation, FaceInfo, FaceName, Limits } from "../history/face-info.ts";
import type { Face, FaultKind, Scenario } from "./scenario.ts";

/** The gates' limits where a scenario has none of its own. 98 % is the runbook's, 0.5 % the design's. */
export const defaultLimits: Limits = {
  resumeSuccessRate: 98,
  bufferTrimRate: 0.5,
  errorRate: 1,
  reconnectP99Ms: 5_000,
  droppedArrivalsRate: 1,
  silenceMs: 10_000,
  loopDelayP99Ms: 500,
  memoryGrowthRate: 20,
};

/** Faults that break no connection between client and server: monitors, extra clients, changes of keys or clocks. */
const breakNoConnection: ReadonlySet<FaultKind> = new Set([
  "secret-replaced",
  "secret-rotated",
  "stalled-readers",
  "fill-ratio",
  "leftover-keys",
  "clock-skew",
  "bad-token-storm",
  "target-leak",
  "target-memory",
]);

/**
 * What the judge must know about a face, apart from its protocol's terms. It is written into the history's head, so that
 * the judge needs nothing but the history.
 */
export function describeFace(
  scenario: Pick<Scenario, "name" | "symptoms" | "limits">,
  name: FaceName,
  face: Face,
  plannedStreams: number,
): Omit<FaceInfo, "startedAt" | "protocol"> {
  const red = name === "inject";
  const expect: Expectation = {
    outcome: red ? "red" : "green",
    symptoms: red ? scenario.symptoms : [],
    minShare: 90,
    phase: "all",
    faults: face.faults.map((fault) => fault.kind),
    breaksConnections: face.faults.flatMap(({ kind }) => (breakNoConnection.has(kind) ? [] : [kind])),
    telemetry: [],
    uncutMustComplete: false,
    ...face.expect,
  };
  return {
    scenario: scenario.name,
    face: name,
    plannedStreams,
    limits: { ...defaultLimits, ...scenario.limits, ...face.limits },
    expect,
  };
}
