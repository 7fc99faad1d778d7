import { createServer } from "node:net";
import { hostname } from "node:os";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { faultsOf } from "../testing/chain.ts";
import { freePort, startRedis, type TestRedis } from "../testing/redis.ts";
import { runServer, startServer, type TestServer } from "../testing/server.ts";
import { refusal, resume, start } from "../testing/sse-client.ts";
import { until } from "../testing/until.ts";

let redis: TestRedis;
const open: TestServer[] = [];

beforeAll(async () => {
  redis = await startRedis();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});
afterAll(async () => {
  await redis?.close();
});

async function serve(env: Record<string, string> = {}): Promise<TestServer> {
  const server = await startServer({ REDIS_URL: redis.url, ...env });
  open.push(server);
  return server;
}

describe("a start that is refused", () => {
  const password = "redis-password-of-nobody";
  test.each([
    { env: { SSE_HEARTBEAT_SEC: "often" }, says: 'SSE_HEARTBEAT_SEC is "often"' },
    { env: { SSE_BUFER_MAX_EVENTS: "1" }, says: "SSE_BUFER_MAX_EVENTS is not a setting" },
    { env: { LOG_LEVEL: "loud" }, says: 'LOG_LEVEL is "loud"' },
    { env: { REDIS_URL: `redis://:${password}@[bad` }, says: "REDIS_URL is not a redis://" },
    { env: { SSE_KEYRING_FILE: "/nowhere/keyring.json" }, says: "there is no such file" },
  ])("$env ends with 2 and one sentence", async ({ env, says }) => {
    const { code, output } = await runServer(env as unknown as Record<string, string>);
    expect(code).toBe(2);
    expect(output).toContain(says);
    expect(output.trim().split("\n")).toHaveLength(1);
    expect(output).not.toContain(password);
  });

  test("all that is wrong is said at once", async () => {
    const { code, output } = await runServer({ PORT: "x", SSE_RESUME_MODE: "fast", SSE_STATE_TTL_SEC: "0" });
    expect(code).toBe(2);
    expect(output.trim().split("\n")).toHaveLength(3);
  });

  test("a port that is taken ends with 4 and names it", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await until("the port", () => taken.listening);
    const { port } = taken.address() as { port: number };
    try {
      const { code, output } = await runServer({ PORT: String(port) });
      expect([code, output]).toEqual([4, `Port ${port} of 127.0.0.1 is taken. Set PORT, or 0 for any free one.\n`]);
    } finally {
      taken.close();
    }
  });
});

describe("a start", () => {
  test("prints one ready line with the address and then JSON lines only", async () => {
    const server = await serve();
    await (await start(server.url, { events: 1, interval_ms: 0 })).untilOver();
    server.signal("SIGTERM");
    expect(await server.exited).toBe(0);
    const printed = server.output().trim().split("\n");
    expect(server.lines()).toHaveLength(printed.length);
    expect(server.lines().filter((line) => line.ready === true)).toEqual([
      { ready: true, url: server.url, pid: server.pid, instance: `${hostname()}-${server.pid}` },
    ]);
  });

  test("works without its Redis, says so, and finds it later", async () => {
    const port = await freePort();
    const server = await serve({ REDIS_URL: `redis://127.0.0.1:${port}` });
    expect(server.lines()).toContainEqual(
      expect.objectContaining({ event: "assist.sse.redis_unavailable", phase: "begin" }),
    );
    expect(await (await fetch(`${server.url}/healthz`)).json()).toMatchObject({ status: "degraded" });
    const running = await (await start(server.url, { events: 3, interval_ms: 10 })).untilOver();
    expect(running.isComplete).toBe(true);
    const late = await startRedis({ port });
    try {
      await until("Redis to be found", async () =>
        (await (await fetch(`${server.url}/healthz`)).text()).includes('"ok"'),
      );
      const second = await (await start(server.url, { events: 3, interval_ms: 10 })).untilOver();
      expect(second.events[1]?.type).toBe("resume");
      await until("the announcement", async () => (await late.client.zcard("sse:instances")) === 1);
    } finally {
      await late.close();
    }
  });

  test("announces its address, scored in Unix seconds, and withdraws it at the end", async () => {
    const server = await serve();
    const scoreNow = () => redis.client.zscore("sse:instances", server.url);
    await until("the address to be announced", async () => (await scoreNow()) !== null);
    const score = Number(await scoreNow());
    expect(Math.abs(score - Date.now() / 1_000)).toBeLessThan(5);
    server.signal("SIGTERM");
    await server.exited;
    expect(await redis.client.zscore("sse:instances", server.url)).toBeNull();
  });
});

describe("SIGTERM", () => {
  test("running streams and live resumes go on to their end; what is new is sent elsewhere", async () => {
    const server = await serve();
    const running = await (await start(server.url, { events: 30, interval_ms: 30 })).untilEvents(4);
    const reader = await (await resume(server.url, { token: running.token, lastEventId: 3 })).untilEvents(1);
    server.signal("SIGTERM");
    await until("the drain to begin", () => server.output().includes('"draining"'));
    for (const answer of [start(server.url), resume(server.url, { token: running.token })]) {
      const refused = await refusal(answer);
      expect(refused).toMatchObject({ status: 503, error: { schema: "error.v1", code: "SHUTTING_DOWN" } });
      expect(Number(refused.headers["retry-after"])).toBeGreaterThanOrEqual(1);
    }
    await Promise.all([running.untilOver(), reader.untilOver()]);
    expect(running.how).toBe("end");
    expect(faultsOf(String(running.headers["x-correlation-id"]), running.events)).toEqual([]);
    expect(await server.exited).toBe(0);
  });

  test("after the grace it cuts, and the client goes on elsewhere with all that was made", async () => {
    const [server, other] = await Promise.all([serve({ SHUTDOWN_GRACE_SEC: "0.3" }), serve()]);
    const running = await (await start(server.url, { events: 500, interval_ms: 10 })).untilEvents(10);
    server.signal("SIGTERM");
    await until("the drain to begin", () => server.output().includes('"draining"'));
    await redis.client.client("PAUSE", 900, "WRITE"); // Redis is slow: what is appended last is waited for
    await running.untilOver();
    expect(await server.exited).toBe(0);
    expect([running.how, running.isComplete]).toEqual(["cut", false]);
    const lastEventId = running.ids.at(-1) as number;
    expect(lastEventId).toBeGreaterThan(10); // the grace was given
    const all = await (await resume(other.url, { token: running.token, lastEventId: 1, mode: "replay" })).untilOver();
    expect(all.ids.at(-1)).toBeGreaterThanOrEqual(lastEventId);
    expect(all.events.slice(0, lastEventId - 1)).toEqual(running.events.slice(2));
  });

  test("a second one cuts at once", async () => {
    const server = await serve();
    const running = await (await start(server.url, { events: 500, interval_ms: 50 })).untilEvents(3);
    server.signal("SIGTERM");
    await until("the drain to begin", () => server.output().includes('"draining"'));
    server.signal("SIGTERM");
    expect(await server.exited).toBe(0);
    expect((await running.untilOver()).how).toBe("cut");
  });

  test("the end of the parent's pipe ends it too, if it has to watch it", async () => {
    const [watching, not] = await Promise.all([serve({ RESUME_GATE_PARENT_STDIN: "1" }), serve()]);
    const running = await (await start(watching.url, { events: 500, interval_ms: 50 })).untilEvents(3);
    for (const server of [watching, not]) server.closeStdin();
    expect(await watching.exited).toBe(0);
    expect((await running.untilOver()).how).toBe("cut");
    expect((await fetch(`${not.url}/healthz`)).status).toBe(200);
  });
});

test("a clock that is off shifts what is issued and what is accepted", async () => {
  const [right, fast] = await Promise.all([
    serve({ SSE_SNAPSHOT_TTL_SEC: "60" }),
    serve({ SSE_SNAPSHOT_TTL_SEC: "60", REFERENCE_CLOCK_OFFSET_SEC: "90" }),
  ]);
  const flags = { events: 2, interval_ms: 0 };
  const [ofRight, ofFast] = await Promise.all([start(right.url, flags), start(fast.url, flags)]);
  await Promise.all([ofRight.untilOver(), ofFast.untilOver()]);
  expect((await refusal(resume(fast.url, { token: ofRight.token }))).error.code).toBe("RESUME_TOKEN_EXPIRED");
  expect((await (await resume(right.url, { token: ofFast.token })).untilOver()).isComplete).toBe(true);
});

test("/healthz and /metrics have the contract's names from the first moment", async () => {
  const server = await serve();
  const health = await (await fetch(`${server.url}/healthz`)).json();
  expect(health).toMatchObject({
    status: "ok",
    redis: { status: "up", latency_ms: expect.any(Number) },
    resume: { mode: "live" },
    keys: [{ kid: expect.stringMatching(/^env-/), state: "sign" }],
    streams: { active: 0 },
  });
  await (await start(server.url, { events: 1, interval_ms: 0 })).untilOver();
  const answer = await fetch(`${server.url}/metrics`);
  expect(answer.headers.get("content-type")).toContain("text/plain");
  const text = await answer.text();
  const names = ["resume_issued", "resume_attempt", "resume_success", "resume_expired", "resume_rejected"];
  names.push("resume_replay_count", "snapshot_created", "partial_recovery", "redis_unavailable", "buffer_trimmed");
  for (const name of names) expect(text).toContain(`# TYPE assist_sse_${name} counter`);
  expect(text).toContain("# TYPE assist_sse_buffer_fill_ratio gauge");
  expect(text).toMatch(/assistants_sse_completed\{sse_end_state="complete"\} 1/);
  expect(text).toMatch(/assist_sse_resume_issued 1/);
});
