import { largest } from "../extremes.ts";
import type { FaceInfo } from "../history/face-info.ts";
import { describeFace } from "../plan/describe-face.ts";
import type { FacePlan, StreamPlan } from "../plan/face-plan.ts";
import type { Face, Scenario } from "../plan/scenario.ts";
import type { Protocol } from "../protocols/protocol.ts";
import type { ExplorePlan, ExploreStream } from "./explore-plan.ts";

export interface ExploreFace {
  readonly settings: Face;
  readonly plan: FacePlan;
  readonly info: Omit<FaceInfo, "startedAt">;
}

/** Retries of one attempt: more than any outage of a plan needs. */
const retries = 20;

/** The plan as a face of its own, named `name`, for the same engine, stage and checker as any other. */
export function faceOfPlan(
  plan: ExplorePlan,
  name: string,
  speaks: Pick<Protocol, "terms" | "abilities">,
): ExploreFace {
  const { acceptEncoding, mayRefuse } = plan;
  const refusal = speaks.abilities?.describesGone ? "gone" : "any";
  const settings: Face = {
    server: plan.server,
    instances: plan.instances,
    faults: plan.faults,
    client: { retries, startAnew: false, ...(acceptEncoding === undefined ? {} : { acceptEncoding }) },
    // A stream that starts while Redis is away is told that it cannot be resumed (contract, Start a stream).
    expect: {
      uncutMustComplete: true,
      tolerate: ["unresumable"],
      ...(mayRefuse ? { mayRefuse: refusal } : {}),
    },
  };
  const streams = plan.streams.map((stream, s): StreamPlan => streamPlanOf(stream, s));
  const info = describeFace(scenarioOf(name, settings), "load", settings, streams.length);
  return {
    settings,
    plan: {
      streams: streams.sort((a, b) => a.dueMs - b.dueMs || a.s - b.s),
      faults: plan.faults,
      client: settings.client,
      expectedMs: expectedMs(plan),
    },
    info: {
      ...info,
      protocol: speaks.terms,
      expect: { ...info.expect, symptoms: plan.rows ? [] : [{ kind: "refused", ...allowedRefusal }] },
    },
  };
}

/** The one refusal that may end an eligible attempt here; that its token was alive is a finding of its own. */
const allowedRefusal = { status: 410, code: "RESUME_TOKEN_EXPIRED" };

function streamPlanOf({ dueMs, cuts, kind, afterEnd, ...stream }: ExploreStream, s: number): StreamPlan {
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(afterEnd === undefined ? {} : { afterEnd }),
    s,
    role: cuts.length === 0 ? "uncut" : "cut",
    dueMs,
    workload: {
      events: stream.events,
      interval_ms: stream.intervalMs,
      event_bytes: stream.eventBytes,
      seed: stream.seed,
    },
    cuts,
  };
}

/** When the last client should be through: it reads, stays away, and waits at most once through all outages. */
export function expectedMs({ streams, faults }: ExplorePlan): number {
  const reading = streams.map(
    ({ dueMs, events, intervalMs, cuts }) =>
      dueMs + events * intervalMs * 1.1 + cuts.reduce((sum, cut) => sum + cut.awayMs, 0),
  );
  const outages = faults.reduce((sum, fault) => sum + (fault.forMs ?? 0), 0);
  const healed = faults.map((fault) => fault.atMs + (fault.forMs ?? (fault.options?.tokenLifeSec ?? 0) * 1_000));
  return Math.round(Math.max(largest(reading, 0) + outages, ...healed) + 1_000);
}

function scenarioOf(name: string, fixed: Face): Scenario {
  return { name, cause: "", symptom: "", fix: "", timeScale: 1, load: [], symptoms: [], fixed };
}
