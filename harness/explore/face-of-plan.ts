import { largest } from "../extremes.ts";
import { describeFace } from "../plan/describe-face.ts";
import type { PlannedFace } from "../plan/planned-face.ts";
import { plannedStreams } from "../plan/random-stream.ts";
import type { Face } from "../plan/scenario.ts";
import { plainAbilities } from "../protocols/abilities.ts";
import type { Protocol } from "../protocols/protocol.ts";
import type { ExplorePlan } from "./explore-plan.ts";

interface ExploreFace extends PlannedFace {
  readonly settings: Face;
}

/** Retries of one attempt: more than any outage of a plan needs. */
const retries = 20;

/** Makes a plan into a face that runs on the same engine, stage and checker as any other. `name` is its scenario. */
export function faceOfPlan(
  plan: ExplorePlan,
  name: string,
  speaks: Pick<Protocol, "terms" | "abilities">,
): ExploreFace {
  const { acceptEncoding, mayRefuse } = plan;
  const settings: Face = {
    server: plan.server,
    instances: plan.instances,
    faults: plan.faults,
    client: { retries, startAnew: false, ...(acceptEncoding === undefined ? {} : { acceptEncoding }) },
    // A stream that starts while Redis is away is told that it cannot be resumed (contract, Start a stream).
    expect: {
      uncutMustComplete: true,
      tolerate: ["unresumable"],
      ...(mayRefuse ? { mayRefuse: (speaks.abilities ?? plainAbilities).clearRefusal } : {}),
    },
  };
  const streams = plannedStreams(plan.streams);
  const info = describeFace({ name, symptoms: [] }, "load", settings, streams.length);
  return {
    settings,
    plan: {
      streams,
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

/** The one refusal that may end an eligible attempt here. If the token was still alive, that is a finding of its own. */
const allowedRefusal = { status: 410, code: "RESUME_TOKEN_EXPIRED" };

/** When the last client should be done: it reads, stays away, and waits at most once through all outages. */
export function expectedMs({ streams, faults }: ExplorePlan): number {
  const reading = streams.map(
    ({ dueMs, events, intervalMs, cuts }) =>
      dueMs + events * intervalMs * 1.1 + cuts.reduce((sum, cut) => sum + cut.awayMs, 0),
  );
  const outages = faults.reduce((sum, fault) => sum + (fault.forMs ?? 0), 0);
  const healed = faults.map((fault) => fault.atMs + (fault.forMs ?? (fault.options?.tokenLifeSec ?? 0) * 1_000));
  return Math.round(Math.max(largest(reading, 0) + outages, ...healed) + 1_000);
}
