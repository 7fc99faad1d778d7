import path from "node:path";
import type { FindingKind } from "../check/findings.ts";
import { newLiveCounts } from "../engine/context.ts";
import type { ExchangeLimits } from "../engine/http/exchange.ts";
import { faceResult } from "../gate/face-result.ts";
import type { FaceResult } from "../gate/results.ts";
import type { RunInfo } from "../history/run-info.ts";
import type { PlannedFace } from "../plan/planned-face.ts";
import { draftGraph } from "../protocols/draft-graph/draft-graph.ts";
import type { Protocol } from "../protocols/protocol.ts";
import { runAndRead } from "../run/run-and-read.ts";
import type { LyingProxy } from "./proxy/proxy.ts";
import { apiKey, otherKey } from "./test-bed.ts";

export interface ProxiedRun {
  readonly run: RunInfo;
  readonly face: PlannedFace;
  /** Absent: draft-graph's. */
  readonly protocol?: Protocol;
  readonly exchange?: Partial<ExchangeLimits>;
  readonly secret: string;
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Starts what the clients connect to; closed when the face is over. */
  startProxies(): Promise<readonly LyingProxy[]>;
}

/** What the judge says about one face, from its history. */
export interface Judged {
  readonly result: FaceResult;
  /** How often each kind was found. */
  readonly found: ReadonlyMap<FindingKind, number>;
  /** Streams that were cut but had no token, because Redis was too slow for one. */
  readonly unresumable: number;
  readonly historyFile: string;
}

const exchangeLimits: ExchangeLimits = { answerMs: 10_000, idleMs: 5_000, eventMs: 5_000 };

/** Runs one face as `resume-gate run` does, from the engine through a history file to the judge. */
export async function runProxiedFace(options: ProxiedRun): Promise<Judged> {
  const { face, folder, protocol = draftGraph } = options;
  const historyFile = path.join(folder, `${face.info.scenario}.load.ndjson`);
  const reading = await runAndRead({
    run: options.run,
    face: { ...face.info, protocol: protocol.terms },
    plan: face.plan,
    protocol,
    historyFile,
    headers: { "x-olumi-assist-key": apiKey },
    otherIdentity: { "x-olumi-assist-key": otherKey },
    exchange: { ...exchangeLimits, ...options.exchange },
    live: newLiveCounts(face.plan.streams.length),
    root: folder,
    signal: options.signal,
    async setStage() {
      const proxies = await options.startProxies();
      return {
        entries: proxies.map((proxy) => proxy.url),
        secrets: [options.secret],
        dispose: async () => void (await Promise.all(proxies.map((proxy) => proxy.close()))),
      };
    },
  });
  const { findings, tolerated } = reading.facts.totals;
  const { counts } = findings;
  const found = new Map((Object.entries(counts) as [FindingKind, number][]).filter(([, count]) => count > 0));
  return { result: faceResult(reading), found, unresumable: tolerated.counts.unresumable, historyFile };
}
