import type { Limits } from "../history/face-info.ts";
import { buildPlan } from "../plan/build-plan.ts";
import { describeFace } from "../plan/describe-face.ts";
import type { FacePlan } from "../plan/face-plan.ts";
import type { PlannedFace } from "../plan/planned-face.ts";
import type { CutRule, Face, Load } from "../plan/scenario.ts";
import { draftGraphTerms } from "../protocols/draft-graph/terms.ts";
import type { LoadChanges } from "./liar.ts";

/** Time between two events of a stream. */
const intervalMs = 12;
/** Few streams, each cut once and resumed: enough for one lie in each stream, and done in a second. */
export const usual = { role: "cut", streams: 8, arriveWithinMs: 250, events: 30, intervalMs, eventBytes: 64 } as const;
const usualCut: CutRule = { afterEvents: [6, 9], where: ["after-event", "mid-event"], awayMs: [60, 120] };
const limits: Partial<Limits> = { silenceMs: 3_000 };
/**
 * A refusal is final, so that the effect of a liar's answer is seen once. A stream without a token is tolerated: on a busy
 * machine Redis may be too slow for one, and then the server says so.
 */
const face: Face = {
  server: {},
  faults: [],
  client: { retries: 0, startAnew: false },
  expect: { tolerate: ["unresumable"] },
};

/** The face of one liar, drawn from the seed. */
export function liarFace(
  name: string,
  { role, streams, events, cut, probesAtEnd }: LoadChanges,
  seed: number,
): PlannedFace {
  const load: Load = {
    ...usual,
    role: role ?? usual.role,
    streams: streams ?? usual.streams,
    events: events ?? usual.events,
    cuts: [{ ...usualCut, ...cut }],
    ...(probesAtEnd === undefined ? {} : { probesAtEnd }),
  };
  return faceOf(name, buildPlan({ name, load: [load] }, face, seed));
}

/** A face for a plan that was drawn elsewhere. */
export function faceOf(name: string, plan: FacePlan): PlannedFace {
  const info = describeFace({ name, symptoms: [], limits }, "load", face, plan.streams.length);
  return { plan, info: { ...info, protocol: draftGraphTerms } };
}
