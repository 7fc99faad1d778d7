import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startRedis, type TestRedis } from "../testing/redis.ts";
import { startServer, type TestServer } from "../testing/server.ts";
import { type Reading, resume, send, start } from "../testing/sse-client.ts";
import { until } from "../testing/until.ts";

let redis: TestRedis;
let a: TestServer;
let b: TestServer;
let replaying: TestServer;
let snapshots: TestServer;

beforeAll(async () => {
  redis = await startRedis();
  const env = { REDIS_URL: redis.url };
  [a, b, replaying, snapshots] = await Promise.all([
    startServer(env),
    startServer(env),
    startServer({ ...env, SSE_RESUME_LIVE_ENABLED: "false" }),
    startServer({ ...env, SSE_RESUME_MODE: "snapshot", SSE_HEARTBEAT_SEC: "0.2" }),
  ]);
});
afterAll(async () => {
  await Promise.all([a, b, replaying, snapshots].map((server) => server?.close()));
  await redis?.close();
});

/** A stream that is over, for its client and in Redis: the client may be told first (contract, Start a stream). */
async function finished(server: TestServer): Promise<Reading> {
  const reading = await (await start(server.url, { events: 10, interval_ms: 0 })).untilOver();
  const snapshot = `sse:snapshot:{${String(reading.headers["x-correlation-id"])}}`;
  await until("the last event to be in Redis", async () => (await redis.client.exists(snapshot)) === 1);
  return reading;
}

describe("a replay", () => {
  test.each([
    { claim: "asked for with no mode", header: {} },
    { claim: "asked for by name", header: { "x-resume-mode": "replay" } },
  ])("$claim gives what is held, one heartbeat, and closes", async ({ header }) => {
    const running = await (await start(a.url, { events: 40, interval_ms: 50 })).untilEvents(8);
    const headers = { "x-resume-token": running.token, "last-event-id": "3", ...header };
    const second = await (await send(`${b.url}/assist/draft-graph/resume`, { headers })).untilOver();
    expect([second.status, second.headers["x-resume-mode"], second.how]).toEqual([200, "replay", "end"]);
    expect(second.ids.slice(0, 3)).toEqual([4, 5, 6]);
    expect(second.received.at(-1)?.type).toBe("heartbeat");
    expect(second.received.filter((each) => each.type !== "stage")).toHaveLength(1);
    expect(second.isComplete).toBe(false);
    running.cut();
  });

  test("is what a live resume gets when live is switched off", async () => {
    const first = await finished(a);
    const second = await (await resume(replaying.url, { token: first.token, lastEventId: 9 })).untilOver();
    expect(second.headers["x-resume-mode"]).toBe("replay");
    expect(second.received.map((each) => each.id ?? each.type)).toEqual([10, 11, 12, "heartbeat"]);
  });
});

describe("mode snapshot", () => {
  test("gives the last event alone, as a partial recovery", async () => {
    const first = await finished(a);
    for (const mode of ["live", "replay"]) {
      const second = await (await resume(snapshots.url, { token: first.token, lastEventId: 4, mode })).untilOver();
      expect(second.headers).toMatchObject({ "x-resume-mode": "snapshot", "x-resume-recovery": "partial" });
      expect(second.received).toEqual([first.events.at(-1)]);
    }
  });

  test("live waits for it with heartbeats, and gives a fresh token meanwhile", async () => {
    const running = await (await start(a.url, { events: 30, interval_ms: 25 })).untilEvents(4);
    const second = await resume(snapshots.url, { token: running.token, lastEventId: 3 });
    await Promise.all([second.untilOver(), running.untilOver()]);
    expect(second.received[0]).toMatchObject({ type: "resume", id: null });
    expect(second.received.filter((each) => each.type === "heartbeat").length).toBeGreaterThanOrEqual(1);
    expect(second.events).toEqual([running.events.at(-1)]);
    expect(second.how).toBe("end");
  });

  test("a replay of a running stream gets one heartbeat and the end", async () => {
    const running = await (await start(a.url, { events: 30, interval_ms: 50 })).untilEvents(4);
    const second = await (await resume(snapshots.url, { token: running.token, mode: "replay" })).untilOver();
    expect(second.received.map((each) => each.type)).toEqual(["heartbeat"]);
    running.cut();
  });
});

describe("what is kept is less than what is wanted", () => {
  test("the state is gone and the snapshot is there: a partial recovery", async () => {
    const first = await finished(a);
    await redis.client.del(`sse:state:{${first.headers["x-correlation-id"]}}`);
    const second = await (await resume(b.url, { token: first.token, lastEventId: 5 })).untilOver();
    expect(second.headers["x-resume-recovery"]).toBe("partial");
    expect(second.received).toEqual([first.events.at(-1)]);
  });

  test("the snapshot is all that the client lacks: then nothing is missing", async () => {
    const first = await finished(a);
    await redis.client.del(`sse:state:{${first.headers["x-correlation-id"]}}`);
    const second = await (await resume(b.url, { token: first.token, lastEventId: 11 })).untilOver();
    expect(second.headers["x-resume-recovery"]).toBeUndefined();
    expect(second.received).toEqual([first.events.at(-1)]);
  });
});
