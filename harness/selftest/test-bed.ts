import type { Face } from "../plan/scenario.ts";
import { draftGraph } from "../protocols/draft-graph/draft-graph.ts";
import type { RedisProvider } from "../redis/breakable-redis.ts";
import { setStage } from "../stage/stage.ts";

/** The correct servers behind all liars of a self-test. */
export interface TestBed {
  /** Two instances over one Redis; tokens live a quarter of an hour. */
  readonly usual: readonly [URL, URL];
  /** A third one, whose tokens live a second. */
  readonly shortLived: URL;
  readonly secret: string;
  dispose(): Promise<void>;
}

/** The clients' API key, and another client's. */
export const apiKey = "selftest-key-of-the-clients";
export const otherKey = "selftest-key-of-somebody-else";

const face: Face = {
  server: { ASSIST_API_KEYS: `${apiKey},${otherKey}` },
  instances: 3,
  perInstance: [{}, {}, { SSE_SNAPSHOT_TTL_SEC: "1" }],
  faults: [],
  client: { retries: 0, startAnew: false },
};

export interface TestBedOptions {
  readonly root: string;
  readonly provider: RedisProvider;
  /** For the servers' logs. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

export async function prepareTestBed({ root, provider, folder, signal }: TestBedOptions): Promise<TestBed> {
  const onTrouble = (what: string) => process.stderr.write(`Not stopped cleanly: ${what}\n`);
  const stage = await setStage({ root, face, provider, logPrefix: `${folder}/server`, onLog() {}, onTrouble, signal });
  const [first, second, shortLived] = stage.entries;
  if (!first || !second || !shortLived) throw new Error("The stage has three instances.");
  try {
    await Promise.all(stage.entries.map((entry) => warmUp(entry, signal)));
  } catch (error) {
    await stage.dispose();
    throw error;
  }
  const [secret = ""] = stage.secrets;
  return { usual: [first, second], shortLived, secret, dispose: stage.dispose };
}

/**
 * Runs a few streams before anything is judged. A cold server may need longer for its first append than the 250 ms after
 * which a stream goes on without a token (contract, Start a stream). That would look like a lie.
 */
async function warmUp(entry: URL, signal: AbortSignal): Promise<void> {
  const { method, path, headers, body } = draftGraph.start({ events: 5, interval_ms: 1, event_bytes: 64, seed: 1 });
  for (let i = 0; i < 3; i++) {
    const answer = await fetch(new URL(path, entry), {
      method,
      headers: { ...headers, "x-olumi-assist-key": apiKey },
      body: body ?? null,
      signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]),
    });
    await answer.text();
  }
}
