import { setTimeout as sleep } from "node:timers/promises";
import { FaceTimers } from "../../harness/engine/face-timers.ts";
import { openExchange } from "../../harness/engine/http/open-exchange.ts";
import { draftGraph } from "../../harness/protocols/draft-graph/draft-graph.ts";
import type { RequestSpec } from "../../harness/protocols/stream-reader.ts";
import { createSseParser } from "../../harness/sse/sse-parser.ts";

export interface StormResult {
  readonly answered: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly other: readonly string[];
}

/** Opens many streams, loses them all, and resumes all of them live within one second: from request to the answer's first byte. */
const { url, resumes } = JSON.parse(process.argv[2] as string) as { url: string; resumes: number };
const base = new URL(url);
const timers = new FaceTimers(new AbortController().signal);
const limits = { answerMs: 30_000, idleMs: 30_000, eventMs: 30_000 };
const startMs = 2_500;

const tokens = (
  await Promise.all(
    Array.from({ length: resumes }, async (_, i) => {
      await sleep((i / resumes) * startMs);
      return tokenOf(i);
    }),
  )
).filter((token) => token !== null);

/** Starts a stream, reads its token and hangs up. */
async function tokenOf(seed: number): Promise<string | null> {
  let token: string | null = null;
  const reader = draftGraph.createReader();
  const parser = createSseParser({
    onEvent(event) {
      token ??= reader.read(event).token?.raw ?? null;
      if (token !== null) exchange.cut();
    },
  });
  const request = draftGraph.start({ events: 40, interval_ms: 500, event_bytes: 512, seed });
  const exchange = openExchange(
    { base, request, headers: {}, limits, timers },
    { onAnswer() {}, onBytes: (bytes, from, to) => void parser.push(bytes, from, to) },
  );
  await exchange.ended;
  return token;
}

const firstBytes: number[] = [];
const other: Record<string, number> = {};
await sleep(1_000);
await Promise.all(
  tokens.map(async (token, i) => {
    await sleep((i / tokens.length) * 1_000);
    await timeOf(draftGraph.resume({ token, lastEventId: null }));
  }),
);

async function timeOf(request: RequestSpec): Promise<void> {
  const sent = performance.now();
  let seen = false;
  const exchange = openExchange(
    { base, request, headers: {}, limits, timers },
    {
      onAnswer(status) {
        if (status !== 200) other[status] = (other[status] ?? 0) + 1;
      },
      onBytes() {
        if (!seen) firstBytes.push(performance.now() - sent);
        seen = true;
      },
    },
  );
  // Held open for a while: in a storm all come back, and none goes.
  await Promise.race([exchange.ended, sleep(3_000)]);
  exchange.cut();
  if (!seen) other["no byte"] = (other["no byte"] ?? 0) + 1;
}

firstBytes.sort((a, b) => a - b);
const at = (share: number) => firstBytes[Math.floor(share * (firstBytes.length - 1))] ?? Number.NaN;
const result: StormResult = {
  answered: firstBytes.length,
  p50: at(0.5),
  p95: at(0.95),
  p99: at(0.99),
  other: Object.entries(other).map(([name, count]) => `${name}: ${count}`),
};
process.stdout.write(`${JSON.stringify(result)}\n`);
process.exit(0);
