import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { newLiveCounts } from "../engine/context.ts";
import type { RunInfo } from "../history/run-info.ts";
import { draftGraph } from "../protocols/draft-graph/draft-graph.ts";
import type { Protocol } from "../protocols/protocol.ts";
import type { RedisProvider } from "../redis/breakable-redis.ts";
import { runAndRead } from "../run/run-and-read.ts";
import { setStage } from "../stage/stage.ts";
import type { ExplorePlan } from "./explore-plan.ts";
import { faceOfPlan } from "./face-of-plan.ts";
import { type Judged, judgePlan } from "./judge-plan.ts";

export interface ExploreTestBed {
  readonly run: RunInfo;
  /** For the reference server; null with a target. */
  readonly provider: RedisProvider | null;
  readonly target?: ExploreTarget;
  readonly root: string;
  /** For histories and servers' logs; those of plans without an objection are deleted. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Settings that override the plan's, to show that what they break is found. */
  readonly set: Readonly<Record<string, string>>;
}

/** A target that somebody else runs: only its load is ours. */
export interface ExploreTarget {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly speaks: Protocol;
}

/** Runs one plan on a stage of its own, as `run` does a face, and judges its history. */
export async function tryPlan(plan: ExplorePlan, name: string, testBed: ExploreTestBed): Promise<Judged> {
  const { run, provider, root, signal, target } = testBed;
  const speaks = target?.speaks ?? draftGraph;
  const folder = path.join(testBed.folder, name);
  await mkdir(folder, { recursive: true });
  const { settings, plan: facePlan, info } = faceOfPlan(plan, name, speaks);
  const face = { ...settings, server: { ...settings.server, ...testBed.set } };
  const historyFile = path.join(folder, `${name}.load.ndjson`);
  const reading = await runAndRead({
    run: { ...run, faces: [`${name}.load`] },
    face: info,
    plan: facePlan,
    protocol: speaks,
    historyFile,
    headers: target?.headers ?? {},
    live: newLiveCounts(facePlan.streams.length),
    root,
    signal,
    async setStage(hooks) {
      if (target) return { entries: [target.url], dispose: async () => {} };
      if (!provider) throw new Error("A plan for the reference server needs a Redis.");
      const stage = await setStage({ root, face, provider, logPrefix: path.join(folder, "server"), ...hooks });
      return { ...stage, faults: stage };
    },
  });
  const judged = judgePlan(reading);
  if (judged.objections.length === 0) await rm(folder, { recursive: true, force: true });
  return judged;
}
