import type { RunInfo } from "../history/run-info.ts";
import { drawsFor } from "../plan/random.ts";
import type { Liar, Tools } from "./liar.ts";
import { liarFace } from "./load-of-liar.ts";
import { startProxy } from "./proxy/proxy.ts";
import { runProxiedFace } from "./run-proxied-face.ts";
import { SeenPayloads } from "./seen-payloads.ts";
import type { TestBed } from "./test-bed.ts";
import { apiKey } from "./test-bed.ts";
import { expectedText, foundText, objection } from "./verdict-of-row.ts";
import type { WireAdapter } from "./wire-adapter.ts";
import { draftGraphWire } from "./wires/draft-graph.ts";

/** One line of the self-test's table. */
export interface Row {
  readonly name: string;
  readonly says: string;
  readonly expected: string;
  readonly found: string;
  readonly lies: number;
  readonly ms: number;
  /** Why the judge was wrong; null when it was right. */
  readonly objection: string | null;
  /** The text of the first finding, or null. */
  readonly example: string | null;
}

export interface LiarRun {
  readonly run: RunInfo;
  readonly testBed: TestBed;
  readonly seed: number;
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** Puts one liar in front of a correct server, runs its load, and compares what the judge says with what it must say. */
export async function runLiar(liar: Liar, { run, testBed, seed, folder, signal }: LiarRun): Promise<Row> {
  const started = performance.now();
  const { tools, seenPayloads, lies } = toolsFor(liar.name, testBed, seed);
  const between = { wire: tools.wire, lie: liar.lie(tools), seenPayloads };
  const load = liar.load ?? {};
  const upstream = load.server === "short-lived" ? testBed.shortLived : testBed.usual[0];
  const judged = await runProxiedFace({
    run,
    face: liarFace(liar.name, load, seed),
    ...(load.exchange === undefined ? {} : { exchange: load.exchange }),
    secret: testBed.secret,
    folder,
    signal,
    startProxies: async () => [await startProxy(upstream, between)],
  });
  const seen = { ...judged, lies: lies() };
  return {
    name: liar.name,
    says: liar.says,
    expected: expectedText(liar.expect),
    found: foundText(liar.expect, seen),
    lies: seen.lies,
    ms: Math.round(performance.now() - started),
    objection: objection(liar.expect, seen),
    example: judged.result.findings[0]?.text ?? null,
  };
}

/** The tools of a liar, and the count of its lies. */
export function toolsFor(
  name: string,
  { secret = "", wire = draftGraphWire }: { readonly secret?: string; readonly wire?: WireAdapter },
  seed: number,
) {
  const seenPayloads = new SeenPayloads(wire);
  const liedTo = new Set<string>();
  let count = 0;
  const tools: Tools = {
    draws: drawsFor(seed, `liar/${name}`),
    wire,
    secret,
    apiKey,
    lied(stream) {
      count++;
      liedTo.add(stream);
    },
    hasLiedTo: (stream) => liedTo.has(stream),
    foreign: (stream) => seenPayloads.otherThan(stream),
  };
  return { tools, seenPayloads, lies: () => count };
}
