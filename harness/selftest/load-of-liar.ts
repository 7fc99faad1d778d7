import type { FaceInfo, Limits } from "../history/face-info.ts";
import { buildPlan } from "../plan/build-plan.ts";
import { describeFace } from "../plan/describe-face.ts";
import type { FacePlan } from "../plan/face-plan.ts";
import type { CutRule, Face, Load, Scenario } from "../plan/scenario.ts";
import { draftGraphTerms } from "../protocols/draft-graph/terms.ts";
import type { LoadChanges } from "./liar.ts";

/** Time between two events of a stream. */
const intervalMs = 12;
/** Few streams, each cut once and resumed: enough for a lie a stream, over in a second. */
export const usual = { role: "cut", streams: 8, arriveWithinMs: 250, events: 30, intervalMs, eventBytes: 64 } as const;
const usualCut: CutRule = { afterEvents: [6, 9], where: ["after-event", "mid-event"], awayMs: [60, 120] };
const limits: Partial<Limits> = { silenceMs: 3_000 };
/**
 * A refusal is final, so that what a liar's answer does is seen once. That a stream had no token because Redis was slow on a
 * busy machine is the machine's doing, and the server said so.
 */
const face: Face = {
  server: {},
  faults: [],
  client: { retries: 0, startAnew: false },
  expect: { tolerate: ["unresumable"] },
};

export interface LiarFace {
  readonly plan: FacePlan;
  readonly info: Omit<FaceInfo, "startedAt">;
}

/** The load of one liar, drawn from the seed. */
export function liarFace(
  name: string,
  { role, streams, events, cut, probesAtEnd }: LoadChanges,
  seed: number,
): LiarFace {
  const load: Load = {
    ...usual,
    role: role ?? usual.role,
    streams: streams ?? usual.streams,
    events: events ?? usual.events,
    cuts: [{ ...usualCut, ...cut }],
    ...(probesAtEnd === undefined ? {} : { probesAtEnd }),
  };
  return faceOf(name, buildPlan(scenarioOf(name, [load]), face, seed));
}

/** A face around a plan that was drawn elsewhere. */
export function faceOf(name: string, plan: FacePlan): LiarFace {
  const info = describeFace(scenarioOf(name, []), "load", face, plan.streams.length);
  return { plan, info: { ...info, protocol: draftGraphTerms } };
}

function scenarioOf(name: string, load: readonly Load[]): Scenario {
  return { name, cause: "", symptom: "", fix: "", timeScale: 1, load, symptoms: [], limits, fixed: face };
}
