import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { faultsOf } from "../testing/chain.ts";
import { startRedis, type TestRedis } from "../testing/redis.ts";
import { secret, startServer, type TestServer } from "../testing/server.ts";
import { dataOf, type Reading, refusal, resume, start } from "../testing/sse-client.ts";
import { until } from "../testing/until.ts";
import { signToken } from "../tokens/token.ts";

let redis: TestRedis;
let a: TestServer;
let b: TestServer;

beforeAll(async () => {
  redis = await startRedis();
  const env = { REDIS_URL: redis.url };
  [a, b] = await Promise.all([startServer(env), startServer(env)]);
});
afterAll(async () => {
  redis?.unpause();
  await Promise.all([a?.close(), b?.close()]);
  await redis?.close();
});

/** How many lines `a` had printed when the test began. */
let printedBefore = 0;
beforeEach(() => {
  printedBefore = a.lines().length;
});
const warnings = () =>
  a
    .lines()
    .slice(printedBefore)
    .filter((line) => line.event === "assist.sse.redis_unavailable");

const idOf = (reading: Reading) => String(reading.headers["x-correlation-id"]);
const told = (reading: Reading) => reading.events.filter((each) => each.data.includes('"resume":"unavailable"'));
const tokens = (reading: Reading) => reading.received.filter((each) => each.type === "resume");
const health = async (server: TestServer) =>
  (await fetch(`${server.url}/healthz`)).json() as Promise<{ status: string }>;

async function resumeWhenBack(server: TestServer, reading: Reading): Promise<Reading> {
  const lastEventId = reading.ids.at(-1) as number;
  for (let tries = 0; ; tries++) {
    const answer = await resume(server.url, { token: reading.token, lastEventId });
    if (answer.status === 200 || tries > 10) return answer.untilOver();
    await answer.untilOver();
    expect(answer.error.details).toEqual({ reason: "redis_unavailable" });
    await new Promise((resolve) => setTimeout(resolve, Number(answer.headers["retry-after"]) * 1_000));
  }
}

describe("Redis dies under a running stream", () => {
  test("the stream goes on to its end, and says once that it cannot be resumed", async () => {
    const running = await (await start(a.url, { events: 40, interval_ms: 20 })).untilEvents(8);
    await redis.kill();
    await running.untilOver();
    expect(running.how).toBe("end");
    expect(faultsOf(idOf(running), running.events)).toEqual([]);
    expect(told(running)).toHaveLength(1);
    const refused = await refusal(resume(b.url, { token: running.token, lastEventId: 7 }));
    expect(refused).toMatchObject({
      status: 404,
      error: { code: "STREAM_STATE_NOT_FOUND", details: { reason: "redis_unavailable" } },
    });
    expect(Number(refused.headers["retry-after"])).toBeGreaterThanOrEqual(1);
    expect(await health(b)).toMatchObject({ status: "degraded", redis: { status: "down", latency_ms: null } });
    expect(warnings()).toMatchObject([{ level: 40, phase: "begin" }]);
    await redis.start();
    await until("the end of the outage in the log", () => warnings().length === 2);
    expect(warnings()[1]).toMatchObject({ level: 40, phase: "end", away_ms: expect.any(Number) });
    await until("health", async () => (await health(b)).status === "ok");
  });

  test("with a token anew and what Redis lacks appended again, also when it comes back empty", async () => {
    const running = await (await start(a.url, { events: 80, interval_ms: 40 })).untilEvents(8);
    const given = tokens(running).length;
    await redis.kill();
    await running.untilEvents(20);
    await redis.start();
    await redis.client.flushall(); // as after a failover to one that had nothing
    await until("a fresh token", () => tokens(running).length > given);
    await running.untilEvents(running.events.length + 3);
    running.cut();
    const unknown = { request_id: randomUUID(), step: "DRAFTING", seq: 1, expires_at: Date.now() };
    const answer = await refusal(resume(b.url, { token: signToken(unknown, { kid: "k", secret }) }));
    expect(answer.error.details).toEqual({ reason: "redis_unavailable" }); // it may be about to be appended again
    const rest = await resumeWhenBack(b, running);
    expect(faultsOf(idOf(running), [...running.events, ...rest.events])).toEqual([]);
    expect(rest.isComplete).toBe(true);
    const { token = "" } = dataOf(running.events[1] as never);
    const again = await (await resume(b.url, { token, mode: "replay" })).untilOver();
    expect(again.ids).toEqual(Array.from({ length: 81 }, (_, i) => 2 + i)); // the journal had all
  });

  test("a finished stream is appended again too", async () => {
    const running = await (await start(a.url, { events: 20, interval_ms: 20 })).untilEvents(6);
    await redis.kill();
    await running.untilOver();
    await redis.start();
    const all = await resumeWhenBack(b, { ...running, ids: [1], token: running.token } as unknown as Reading);
    expect(faultsOf(idOf(running), [...running.events.slice(0, 2), ...all.events])).toEqual([]);
  });

  test("a live resume that is under way gets what is appended again", async () => {
    const running = await (await start(a.url, { events: 60, interval_ms: 40 })).untilEvents(8);
    const reader = await (await resume(b.url, { token: running.token, lastEventId: 7 })).untilEvents(3);
    await redis.kill();
    await running.untilEvents(24);
    await redis.start();
    await Promise.all([running.untilOver(), reader.untilOver()]);
    expect(faultsOf(idOf(running), [...running.events.slice(0, 8), ...reader.events])).toEqual([]);
    expect(reader.isComplete).toBe(true);
  });
});

test("a stream that starts while Redis is away gets its token, without an id, when Redis is back", async () => {
  await redis.kill();
  await until("the outage to be seen", async () => (await health(a)).status === "degraded");
  const running = await (await start(a.url, { events: 60, interval_ms: 50 })).untilEvents(4);
  expect(running.events[1]).toMatchObject({ id: 1, type: "stage" });
  expect(dataOf(running.events[1] as never).resume).toBe("unavailable");
  await redis.start();
  await until("a token", () => tokens(running).length > 0);
  running.cut();
  expect(tokens(running)[0]?.id).toBeNull();
  expect(told(running)).toHaveLength(1);
  const rest = await resumeWhenBack(b, running);
  expect(faultsOf(idOf(running), [...running.events, ...rest.events])).toEqual([]);
});

test("a Redis that keeps silent does not hold up events, and is found out by an idle instance", async () => {
  const running = await (await start(a.url, { events: 60, interval_ms: 50 })).untilEvents(4);
  redis.pause();
  const late = await start(a.url, { events: 2, interval_ms: 10 });
  await late.untilOver(1_500); // Redis' time limit is longer: nobody waited for it
  expect(late.isComplete).toBe(true);
  expect(tokens(late)).toHaveLength(0);
  expect(told(late)).toHaveLength(1);
  await until("the outage to be seen", async () => (await health(b)).status === "degraded");
  redis.unpause();
  await running.untilOver();
  expect(faultsOf(idOf(running), running.events)).toEqual([]);
  await until("health", async () => (await health(b)).status === "ok");
  const all = await (
    await resume(b.url, { token: tokens(running).map((each) => dataOf(each).token)[0] ?? "" })
  ).untilOver();
  expect(all.isComplete).toBe(true);
});

test("a Redis that is out of memory can be read: what is there is replayed, and the stream says that the rest is not", async () => {
  const first = await (await start(a.url, { events: 10, interval_ms: 0 })).untilOver();
  const running = await (await start(a.url, { events: 60, interval_ms: 30 })).untilEvents(5);
  await redis.client.config("SET", "maxmemory", "1");
  const second = await (await resume(b.url, { token: first.token, lastEventId: 4 })).untilOver();
  expect([second.status, second.ids.length]).toEqual([200, 8]);
  await until("the stream to say so", () => told(running).length > 0);
  await redis.client.config("SET", "maxmemory", "0");
  await running.untilOver();
  expect(told(running)).toHaveLength(1);
  expect(
    a
      .lines()
      .slice(printedBefore)
      .filter((line) => line.msg === "Redis refused an append"),
  ).toHaveLength(1);
  await until("the rest to be stored", async () => {
    const replay = await (await resume(b.url, { token: running.token, lastEventId: 1, mode: "replay" })).untilOver();
    return replay.isComplete && faultsOf(idOf(running), [...running.events.slice(0, 2), ...replay.events]).length === 0;
  });
});

test("a Redis that became a replica is away until it is a primary again", async () => {
  await redis.client.replicaof("127.0.0.1", 1);
  const running = await (await start(a.url, { events: 60, interval_ms: 40 })).untilEvents(6);
  expect(told(running)).toHaveLength(1);
  expect(await health(a)).toMatchObject({ status: "degraded" });
  await redis.client.replicaof("NO", "ONE");
  await running.untilOver();
  expect(told(running)).toHaveLength(1);
  const all = await (await resume(b.url, { token: running.token })).untilOver();
  const from = all.ids[0] ?? 0;
  expect(faultsOf(idOf(running), [...running.events.slice(0, from), ...all.events])).toEqual([]);
  expect(warnings().filter((line) => line.phase === "begin")).toHaveLength(1);
});
