import { setTimeout as sleep } from "node:timers/promises";
import { FaceTimers } from "../../harness/engine/face-timers.ts";
import { openExchange } from "../../harness/engine/http/open-exchange.ts";
import { draftGraph } from "../../harness/protocols/draft-graph/draft-graph.ts";
import { createSseParser } from "../../harness/sse/sse-parser.ts";

export interface LagResult {
  readonly streams: number;
  readonly events: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** When each event came, in milliseconds from the first one; of the first stream. */
  readonly schedule: readonly number[];
}

/**
 * How late live streams' events come. All streams have one seed and so one schedule of pauses, which a single stream showed
 * beforehand (`schedule`; without it this is that run). Each stream is laid against it by its earlier events
 * (the first quartile: a single one may have been late in the lone stream).
 */
const { url, streams, events, intervalMs, schedule } = JSON.parse(process.argv[2] as string) as {
  url: string;
  streams: number;
  events: number;
  intervalMs: number;
  schedule?: readonly number[];
};
const timers = new FaceTimers(new AbortController().signal);
const limits = { answerMs: 30_000, idleMs: 30_000, eventMs: 30_000 };
const arriveMs = 2_000;

const arrivals = await Promise.all(
  Array.from({ length: streams }, async (_, i) => {
    await sleep((i / streams) * arriveMs);
    return readOne();
  }),
);

/** When each event came, from the third on: the first two wait for Redis. */
async function readOne(): Promise<number[]> {
  const at: number[] = [];
  const parser = createSseParser({ onEvent: () => void at.push(performance.now()) });
  const request = draftGraph.start({ events, interval_ms: intervalMs, event_bytes: 512, seed: 1 });
  const exchange = openExchange(
    { base: new URL(url), request, headers: {}, limits, timers },
    { onAnswer() {}, onBytes: (bytes, from, to) => void parser.push(bytes, from, to) },
  );
  await exchange.ended;
  return at.slice(2, 2 + events);
}

const whole = arrivals.filter((each) => each.length === events);
const [first = []] = whole;
const due = schedule ?? first.map((at) => at - (first[0] as number));
const lags = whole
  .flatMap((each) => {
    const behind = each.map((at, i) => at - (due[i] as number));
    const usual = [...behind].sort((a, b) => a - b)[Math.floor(behind.length / 4)] ?? 0;
    return behind.map((ms) => Math.max(0, ms - usual));
  })
  .sort((a, b) => a - b);
const at = (share: number) => lags[Math.floor(share * (lags.length - 1))] ?? Number.NaN;
const result: LagResult = {
  streams: whole.length,
  events: lags.length,
  p50: at(0.5),
  p99: at(0.99),
  max: at(1),
  schedule: due,
};
process.stdout.write(`${JSON.stringify(result)}\n`);
process.exit(0);
