import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { faultsOf } from "../testing/chain.ts";
import { startRedis, type TestRedis } from "../testing/redis.ts";
import { startServer, type TestServer } from "../testing/server.ts";
import { dataOf, type Reading, refusal, resume, type StartFlags, start } from "../testing/sse-client.ts";
import { until } from "../testing/until.ts";

let redis: TestRedis;
let byCount: TestServer;
let bySize: TestServer;
let compressed: TestServer;
let payloads: TestServer;
let both: TestServer;

beforeAll(async () => {
  redis = await startRedis();
  const env = { REDIS_URL: redis.url };
  const small = { ...env, SSE_BUFFER_MAX_SIZE_MB: "0.02" };
  [byCount, bySize, compressed, payloads, both] = await Promise.all([
    startServer({ ...env, SSE_BUFFER_MAX_EVENTS: "20" }),
    startServer(small),
    startServer({ ...env, SSE_BUFFER_COMPRESS: "true" }),
    startServer({ ...small, SSE_BUFFER_TRIM_PAYLOADS: "true" }),
    startServer({ ...small, SSE_BUFFER_TRIM_PAYLOADS: "true", SSE_BUFFER_COMPRESS: "true" }),
  ]);
});
afterAll(async () => {
  await Promise.all([byCount, bySize, compressed, payloads, both].map((server) => server?.close()));
  await redis?.close();
});

const idOf = (reading: Reading) => String(reading.headers["x-correlation-id"]);
/** A stream that is over, for its client and in Redis: the client may be told first (contract, Start a stream). */
async function finished(server: TestServer, flags: StartFlags): Promise<Reading> {
  const reading = await (await start(server.url, { interval_ms: 0, ...flags })).untilOver();
  const snapshot = `sse:snapshot:{${idOf(reading)}}`;
  await until("the last event to be in Redis", async () => (await redis.client.exists(snapshot)) === 1);
  return reading;
}
const metrics = async (server: TestServer) => (await fetch(`${server.url}/metrics`)).text();

describe.each([
  { reason: "count_limit", server: () => byCount, flags: { events: 60, event_bytes: 64 } },
  { reason: "size_limit", server: () => bySize, flags: { events: 60, event_bytes: 1_000 } },
])("a buffer over its $reason", ({ reason, server, flags }) => {
  test("a running stream without a snapshot: 410 with both numbers", async () => {
    const running = await (await start(server().url, { ...flags, interval_ms: 15 })).untilEvents(45);
    const answer = await refusal(resume(server().url, { token: running.token }));
    expect(answer).toMatchObject({ status: 410, error: { schema: "error.v1", code: "BUFFER_TRIMMED" } });
    const { requested_seq, first_available_seq } = answer.error.details;
    expect(requested_seq).toBe(2);
    expect(first_available_seq).toBeGreaterThan(2);
    const rest = await (
      await resume(server().url, { token: running.token, lastEventId: Number(first_available_seq) + 5 })
    ).untilOver();
    expect(rest.ids.at(-1)).toBe(62);
    running.cut();
  });

  test("a finished stream with a snapshot: the last event, as a partial recovery", async () => {
    const first = await finished(server(), flags);
    const second = await (await resume(server().url, { token: first.token })).untilOver();
    expect([second.status, second.headers["x-resume-recovery"]]).toEqual([200, "partial"]);
    expect(second.events).toEqual([first.events.at(-1)]);
  });

  test("what is kept is replayed whole", async () => {
    const first = await finished(server(), flags);
    const kept = await redis.client.llen(`sse:buffer:{${idOf(first)}}`);
    const second = await (await resume(server().url, { token: first.token, lastEventId: 62 - kept })).untilOver();
    expect(second.headers["x-resume-recovery"]).toBeUndefined();
    expect(second.events).toEqual(first.events.slice(-kept));
  });

  test("it is reported, in the log and as a metric", async () => {
    const line = server()
      .lines()
      .find((each) => each.event === "assist.sse.buffer_trimmed");
    expect(line).toMatchObject({
      reason,
      trimmed_seq: expect.any(Number),
      trimmed_size_bytes: expect.any(Number),
      new_buffer_size_bytes: expect.any(Number),
      new_buffer_event_count: expect.any(Number),
    });
    expect(await metrics(server())).toMatch(new RegExp(`assist_sse_buffer_trimmed\\{reason="${reason}"\\} [1-9]`));
  });
});

test("the limits hold in Redis after every append", async () => {
  const [a, b] = await Promise.all([
    finished(byCount, { events: 200, event_bytes: 64 }),
    finished(bySize, { events: 200, event_bytes: 1_000 }),
  ]);
  expect(await redis.client.llen(`sse:buffer:{${idOf(a)}}`)).toBe(20);
  const entries = await redis.client.lrangeBuffer(`sse:buffer:{${idOf(b)}}`, 0, -1);
  const bytes = entries.reduce((sum, each) => sum + each.length, 0);
  expect(bytes).toBeLessThanOrEqual(0.02 * 1024 * 1024);
  expect(await redis.client.hget(`sse:state:{${idOf(b)}}`, "bytes")).toBe(String(bytes));
});

describe("a buffer of 20", () => {
  /** The opening event, the token, and COMPLETE are stored too, beside the events that a start asks for. */
  const storedOf = (stored: number) => finished(byCount, { events: stored - 3, event_bytes: 64 });

  test.each([
    { claim: "keeps 20 events and trims none", stored: 20, first: 0 },
    { claim: "keeps 20 of 21, and only the oldest goes", stored: 21, first: 1 },
  ])("$claim", async ({ stored, first }) => {
    const id = idOf(await storedOf(stored));
    expect(await redis.client.llen(`sse:buffer:{${id}}`)).toBe(20);
    expect(await redis.client.hget(`sse:state:{${id}}`, "first")).toBe(String(first));
  });

  test("brings a client that lacks 20 events all of them", async () => {
    const all = await storedOf(22);
    const rest = await (await resume(byCount.url, { token: all.token })).untilOver(); // the token's own number is 1
    expect(rest.headers["x-resume-recovery"]).toBeUndefined();
    expect(rest.events).toEqual(all.events.slice(2));
  });
});

test("a buffer that is trimmed under a live resume cuts it, so that the client comes back and learns it", async () => {
  const running = await (await start(byCount.url, { events: 400, interval_ms: 4 })).untilEvents(3);
  const reader = await resume(byCount.url, { token: running.token, lastEventId: 2 });
  const id = idOf(running);
  await redis.client.client("PAUSE", 300, "ALL"); // meanwhile more than 20 events come, and then in one batch
  await reader.untilOver(15_000);
  expect(["cut", "end"]).toContain(reader.how); // a slow machine may be quick enough
  const got = reader.ids;
  expect(got).toEqual(Array.from(got, (_, i) => 3 + i)); // never a hole
  if (reader.how === "cut") {
    const again = await refusal(resume(byCount.url, { token: reader.token, lastEventId: got.at(-1) ?? 2 }));
    expect([200, 410]).toContain(again.status);
  }
  expect(await redis.client.exists(`sse:buffer:{${id}}`)).toBe(1);
  running.cut();
});

test("a compressed buffer is smaller, and replayed byte for byte", async () => {
  const first = await finished(compressed, { events: 40, event_bytes: 4_000 });
  const entries = await redis.client.lrangeBuffer(`sse:buffer:{${idOf(first)}}`, 0, -1);
  const stored = entries.reduce((sum, each) => sum + each.length, 0);
  expect(stored).toBeLessThan(Buffer.byteLength(first.text) * 0.95);
  const second = await (await resume(compressed.url, { token: first.token })).untilOver();
  expect(second.events).toEqual(first.events.slice(2));
  const live = await (await start(compressed.url, { events: 40, interval_ms: 5 })).untilEvents(5);
  live.cut();
  const lastEventId = live.ids.at(-1) as number;
  const rest = await (await resume(byCount.url, { token: live.token, lastEventId })).untilOver();
  expect(faultsOf(idOf(live), [...live.events, ...rest.events])).toEqual([]);
});

test.each([
  { claim: "plain", server: () => payloads },
  { claim: "compressed", server: () => both },
])("$claim payloads go before events do", async ({ server }) => {
  const first = await finished(server(), { events: 60, event_bytes: 1_500 });
  const second = await (await resume(server().url, { token: first.token })).untilOver();
  expect(second.headers["x-resume-recovery"]).toBeUndefined();
  expect(second.ids).toEqual(first.ids.slice(2));
  const trimmed = second.events.filter((each) => dataOf(each).trimmed);
  expect(trimmed.length).toBeGreaterThan(10);
  expect(trimmed[0]?.data).toBe('{"stage":"DRAFTING","payload":null,"trimmed":true}');
  const whole = second.events.slice(trimmed.length);
  expect(whole).toEqual(first.events.slice(-whole.length)); // the oldest went, the newest are whole
  expect(second.isComplete).toBe(true);
  const counted = await metrics(server());
  expect(counted).toContain('\nassist_sse_partial_recovery{missing="payloads"} 1\n'); // contract, Glossary: no success
  expect(counted).toContain("\nassist_sse_resume_success 0\n");
});

test("the fill ratio is a metric", async () => {
  const running = await (await start(byCount.url, { events: 30, interval_ms: 60 })).untilEvents(10);
  const ratio = Number(/^assist_sse_buffer_fill_ratio (\S+)/m.exec(await metrics(byCount))?.[1]);
  expect(ratio).toBeGreaterThan(0.3);
  expect(ratio).toBeLessThanOrEqual(1);
  running.cut();
});
