import { randomUUID } from "node:crypto";
import type { ChainableCommander } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { faultsOf } from "../testing/chain.ts";
import { startRedis, type TestRedis } from "../testing/redis.ts";
import { secret, startServer, type TestServer } from "../testing/server.ts";
import { type Reading, resume, send, start } from "../testing/sse-client.ts";
import { until } from "../testing/until.ts";
import { signToken } from "../tokens/token.ts";

let redis: TestRedis;
let a: TestServer;
let b: TestServer;
let brief: TestServer;

beforeAll(async () => {
  redis = await startRedis();
  const env = { REDIS_URL: redis.url, SSE_HEARTBEAT_SEC: "0.2", SSE_STATE_TTL_SEC: "60" };
  const short = { SSE_RESUME_LIVE_TIMEOUT_SEC: "2", SSE_STATE_TTL_SEC: "1", SSE_SNAPSHOT_TTL_SEC: "1" };
  [a, b, brief] = await Promise.all([startServer(env), startServer(env), startServer({ ...env, ...short })]);
});
afterAll(async () => {
  await Promise.all([a, b, brief].map((server) => server?.close()));
  await redis?.close();
});

const ids = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

async function finished(server: TestServer): Promise<Reading> {
  return (await start(server.url, { events: 10, interval_ms: 0 })).untilOver();
}

describe("a live resume on another instance", () => {
  test("gives the rest, each event once, byte for byte, with a fresh token first", async () => {
    const first = await (await start(a.url, { events: 60, interval_ms: 10 })).untilEvents(20);
    first.cut();
    const lastEventId = first.ids.at(-1) as number;
    const second = await (await resume(b.url, { token: first.token, lastEventId })).untilOver();
    expect(second.status).toBe(200);
    expect(second.headers["x-resume-mode"]).toBe("live");
    expect(second.headers["x-resume-recovery"]).toBeUndefined();
    expect(second.received[0]).toMatchObject({ type: "resume", id: null });
    expect(second.ids).toEqual(ids(lastEventId + 1, 62));
    expect(second.how).toBe("end");
    const requestId = String(first.headers["x-correlation-id"]);
    expect(second.headers["x-correlation-id"]).toBe(requestId);
    expect(faultsOf(requestId, [...first.events, ...second.events])).toEqual([]);
  });

  test("many cuts in one stream, on both instances in turn, lose nothing at the seams", async () => {
    const first = await (await start(a.url, { events: 150, interval_ms: 4 })).untilEvents(5);
    const all = [first];
    for (let i = 0; all.at(-1)?.isComplete === false && i < 40; i++) {
      const last = all.at(-1) as Reading;
      last.cut();
      const lastEventId = all.flatMap((each) => each.ids).at(-1) as number;
      const server = i % 2 === 0 ? b : a;
      all.push(await (await resume(server.url, { token: last.token, lastEventId })).untilEvents(5));
    }
    const events = all.flatMap((each) => each.events);
    expect(faultsOf(String(first.headers["x-correlation-id"]), events)).toEqual([]);
    expect(events).toHaveLength(153);
  });

  test("without Last-Event-ID it starts after the token's seq", async () => {
    const first = await finished(a);
    const second = await (await resume(b.url, { token: first.token })).untilOver();
    expect(second.ids).toEqual(ids(2, 12));
  });

  test("?mode=live is the same as the header", async () => {
    const first = await finished(a);
    const url = `${b.url}/assist/draft-graph/resume?mode=live`;
    const second = await send(url, { headers: { "x-resume-token": first.token } });
    expect((await second.untilOver()).headers["x-resume-mode"]).toBe("live");
  });

  test("an event that Redis does not have yet is waited for", async () => {
    const stream = await handMade();
    const waiting = await resume(a.url, { token: tokenOf(stream.requestId), lastEventId: 2 });
    for (const seq of [1, 2, 3]) await stream.append(seq);
    expect((await waiting.untilOver()).ids).toEqual([3]);
  });

  test("what is published while the reader connection is away is not missed, even the very last event", async () => {
    const stream = await handMade();
    const waiting = await resume(a.url, { token: tokenOf(stream.requestId), lastEventId: 2 });
    const list = String(await redis.client.client("LIST"));
    const ids = [...list.matchAll(/id=(\d+).*name=resume-reader /g)].map((match) => Number(match[1]));
    expect(ids.length).toBeGreaterThan(0);
    const kills = redis.client.multi(); // in one step, so that nobody can be back before it is over
    for (const id of ids) kills.client("KILL", "ID", id);
    for (const seq of [1, 2, 3]) stream.add(kills, seq);
    await kills.exec();
    expect((await waiting.untilOver()).ids).toEqual([3]);
  });

  test("a client that has all gets an end in good order, also when it says that it has more", async () => {
    const first = await finished(a);
    for (const lastEventId of [12, 500]) {
      const second = await (await resume(b.url, { token: first.token, lastEventId })).untilOver();
      expect([second.how, second.ids]).toEqual(["end", []]);
    }
    const running = await (await start(a.url, { events: 20, interval_ms: 10 })).untilEvents(4);
    const ahead = await (await resume(b.url, { token: running.token, lastEventId: 500 })).untilOver();
    expect([ahead.how, ahead.ids]).toEqual(["end", []]);
  });

  test("it gets a fresh token at each half life, keeps the stream's state alive, and is cut at its time limit", async () => {
    const running = await (await start(brief.url, { events: 1, interval_ms: 6_000 })).untilEvents(2);
    running.cut();
    const second = await resume(brief.url, { token: running.token, lastEventId: 1 });
    const tokens = () => second.received.filter((each) => each.type === "resume");
    await until("four tokens", () => tokens().length === 4); // at 0, 0.5, 1 and 1.5 s: past the state's own life
    expect(await redis.client.exists(`sse:state:{${running.headers["x-correlation-id"]}}`)).toBe(1);
    await second.untilOver();
    expect([second.how, second.ids]).toEqual(["cut", []]);
    expect(new Set(tokens().map((each) => each.id))).toEqual(new Set([null]));
  });

  test("it has heartbeats and renews the stream's life", async () => {
    const running = await (await start(a.url, { events: 2, interval_ms: 700 })).untilEvents(2);
    const requestId = String(running.headers["x-correlation-id"]);
    await redis.client.expire(`sse:state:{${requestId}}`, 5);
    const second = await resume(b.url, { token: running.token, lastEventId: 1 });
    expect(await redis.client.ttl(`sse:state:{${requestId}}`)).toBeGreaterThan(50);
    await second.untilOver();
    expect(second.received.filter((each) => each.type === "heartbeat").length).toBeGreaterThanOrEqual(1);
    expect(second.ids).toEqual([2, 3, 4]);
  });
});

/** A stream of four events that a test appends by hand, as another instance would: it begins with event 0. */
async function handMade() {
  const requestId = randomUUID();
  const add = (commands: ChainableCommander, seq: number) => {
    const data = seq === 3 ? '{"stage":"COMPLETE"}' : "{}";
    const block = `id: ${seq}\nevent: stage\ndata: ${data}\n\n`;
    commands.rpush(`sse:buffer:{${requestId}}`, block);
    commands.hset(`sse:state:{${requestId}}`, {
      first: 0,
      next: seq + 1,
      bytes: 100,
      ...(seq === 3 ? { done: 1 } : {}),
    });
    return commands.publish(`sse:live:{${requestId}}`, `${seq}:${block}`);
  };
  const append = (seq: number) => add(redis.client.multi(), seq).exec();
  await append(0);
  return { requestId, add, append };
}

function tokenOf(requestId: string): string {
  const claims = { request_id: requestId, step: "DRAFTING", seq: 0, expires_at: Math.floor(Date.now() / 1_000) + 60 };
  return signToken(claims, { kid: "k", secret });
}
