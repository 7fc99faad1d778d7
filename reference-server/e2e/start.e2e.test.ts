import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { faultsOf } from "../testing/chain.ts";
import { startRedis, type TestRedis } from "../testing/redis.ts";
import { startServer, type TestServer } from "../testing/server.ts";
import { brief, dataOf, type Reading, refusal, send, start } from "../testing/sse-client.ts";

let redis: TestRedis;
let server: TestServer;
let unconfigured: TestServer;
let noisy: TestServer;

beforeAll(async () => {
  redis = await startRedis();
  [server, unconfigured, noisy] = await Promise.all([
    startServer({ REDIS_URL: redis.url, SSE_RESUME_SECRET: "", HMAC_SECRET: "the-other-name-of-the-secret" }),
    startServer({ REFERENCE_EVENTS: "3", REFERENCE_INTERVAL_MS: "1", REFERENCE_EVENT_BYTES: "20" }),
    startServer({ REDIS_URL: redis.url, SSE_HEARTBEAT_SEC: "0.1", SSE_SNAPSHOT_TTL_SEC: "1" }),
  ]);
});
afterAll(async () => {
  await Promise.all([server?.close(), unconfigured?.close(), noisy?.close()]);
  await redis?.close();
});

const idOf = (reading: Reading) => String(reading.headers["x-correlation-id"]);

describe("a stream from start to end", () => {
  test("has the head, the order and the chain of the contract", async () => {
    const reading = await (await start(server.url, { events: 30, interval_ms: 1, event_bytes: 300 })).untilOver();
    expect(reading.status).toBe(200);
    expect(reading.headers).toMatchObject({
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
    });
    expect(reading.how).toBe("end");
    expect(faultsOf(idOf(reading), reading.received)).toEqual([]);
    expect(reading.ids).toHaveLength(33);
    const [first, second, third] = reading.events;
    expect(first).toEqual({ id: 0, type: "stage", data: '{"stage":"DRAFTING"}' });
    expect(second).toMatchObject({ id: 1, type: "resume" });
    expect(third).toMatchObject({ id: 2, type: "stage" });
    expect(dataOf(reading.events.at(-1) as never)).toMatchObject({ stage: "COMPLETE", payload: { total: 30 } });
    const texts = reading.events.slice(2, -1).map((each) => Buffer.byteLength(dataOf(each).payload?.text ?? ""));
    expect(new Set(texts)).toEqual(new Set([300]));
  });

  test("the token says whose it is, in the contract's form", async () => {
    const reading = await (await start(server.url, { events: 1, interval_ms: 0 })).untilOver();
    const [body = "", signature = ""] = reading.token.split(".");
    expect(signature).toMatch(/^[\w-]{43}$/);
    const claims = JSON.parse(Buffer.from(body, "base64url").toString());
    expect(claims).toEqual({
      request_id: idOf(reading),
      step: "DRAFTING",
      seq: 1,
      expires_at: expect.any(Number),
      kid: expect.any(String),
    });
    expect(Math.abs(claims.expires_at - Date.now() / 1_000 - 900)).toBeLessThan(5);
  });

  test("the same seed gives the same texts; the chain is each stream's own", async () => {
    const flags = { events: 5, interval_ms: 0, seed: 7 };
    const readings = await Promise.all([start(server.url, flags), start(server.url, flags)]);
    const [a, b] = await Promise.all(readings.map(async (each) => (await each.untilOver()).events.slice(2, -1)));
    expect(a?.map((each) => dataOf(each).payload?.text)).toEqual(b?.map((each) => dataOf(each).payload?.text));
    expect(a?.map((each) => dataOf(each).payload?.chain)).not.toEqual(b?.map((each) => dataOf(each).payload?.chain));
  });

  test("10,000 events without a pause come whole and in order", async () => {
    const reading = await (await start(server.url, { events: 10_000, interval_ms: 0, event_bytes: 64 })).untilOver(
      30_000,
    );
    expect(faultsOf(idOf(reading), reading.received)).toEqual([]);
    expect(reading.isComplete).toBe(true);
  });

  test("without a Redis there is no token, and the defaults come from the environment", async () => {
    const reading = await (await start(unconfigured.url)).untilOver();
    expect(faultsOf(idOf(reading), reading.received)).toEqual([]);
    expect(reading.received.map((each) => each.type)).toEqual(Array(5).fill("stage"));
    expect(reading.text).not.toContain("unavailable");
  });

  test("heartbeats come while nothing else is sent, and not otherwise", async () => {
    const quiet = await start(noisy.url, { events: 1, interval_ms: 900 });
    const busy = await start(noisy.url, { events: 40, interval_ms: 20 });
    await Promise.all([quiet.untilOver(), busy.untilOver()]);
    const beats = (reading: Reading) => reading.received.filter((each) => each.type === "heartbeat").length;
    expect(beats(quiet)).toBeGreaterThanOrEqual(3);
    expect(beats(busy)).toBeLessThanOrEqual(2); // a busy machine may pause for 100 ms
  });

  test("a fresh token comes at half of the last one's life, also between two events", async () => {
    const reading = await (await start(noisy.url, { events: 1, interval_ms: 1_200, seed: 1 })).untilOver();
    const tokens = reading.received.filter((each) => each.type === "resume");
    expect(tokens.filter((each) => each.id === null).length).toBeGreaterThanOrEqual(1);
    expect(tokens.filter((each) => each.id !== null)).toHaveLength(1);
    const types = reading.received.map((each) => (each.id === null ? each.type : each.id));
    expect(types.indexOf("resume")).toBeLessThan(types.indexOf(2)); // before the first payload: there was no event to carry it
  });
});

describe("what is not a start request", () => {
  const json = { "content-type": "application/json" };
  test.each([
    { claim: "no brief", body: "{}", field: "brief" },
    { claim: "29 characters", body: JSON.stringify({ brief: "x".repeat(29) }), field: "brief" },
    { claim: "5,001 characters", body: JSON.stringify({ brief: "x".repeat(5_001) }), field: "brief" },
    { claim: "a brief that is a number", body: '{"brief":1}', field: "brief" },
    {
      claim: "attachments that are not a list",
      body: JSON.stringify({ brief, attachments: {} }),
      field: "attachments",
    },
    { claim: "flags that are not an object", body: JSON.stringify({ brief, flags: [] }), field: "flags" },
    ...(
      [
        ["events", 0],
        ["events", 100_001],
        ["events", "5"],
        ["interval_ms", -1],
        ["interval_ms", 60_001],
        ["event_bytes", 15],
        ["event_bytes", 262_145],
        ["seed", 1.5],
        ["sede", 1],
      ] as const
    ).map(([name, value]) => ({
      claim: `${name}: ${JSON.stringify(value)}`,
      body: JSON.stringify({ brief, flags: { reference: { [name]: value } } }),
      field: `flags.reference.${name}`,
    })),
    { claim: "broken JSON", body: '{"brief":', field: "body" },
    { claim: "no body", body: "", field: "body" },
    { claim: "a list", body: "[]", field: "body" },
    { claim: "__proto__ in it", body: `{"brief":"${brief}","__proto__":{"x":1}}`, field: "body" },
  ])("$claim is refused with 400 and the field", async ({ body, field }) => {
    const answer = await refusal(send(`${server.url}/assist/draft-graph/stream`, { headers: json, body }));
    expect(answer.status).toBe(400);
    expect(answer.error).toMatchObject({ schema: "error.v1", code: "BAD_INPUT", details: { field } });
  });

  test.each([
    { address: "/nothing", method: "POST", status: 404, code: "NOT_FOUND", details: {} },
    { address: "/assist/draft-graph/stream", method: "GET", status: 404, code: "NOT_FOUND", details: {} },
    { address: "/%zz", method: "GET", status: 400, code: "BAD_INPUT", details: { field: "path" } },
  ])("$method $address is $status, in the form of all refusals", async ({ address, method, status, code, details }) => {
    const answer = await refusal(send(`${server.url}${address}`, { method }));
    expect({ status: answer.status, ...answer.error }).toEqual({
      status,
      schema: "error.v1",
      code,
      message: expect.any(String),
      details,
    });
  });

  test("another content type is refused", async () => {
    const headers = { "content-type": "text/plain" };
    const answer = await refusal(send(`${server.url}/assist/draft-graph/stream`, { headers, body: "x" }));
    expect(answer).toMatchObject({ status: 400, error: { code: "BAD_INPUT", details: { field: "body" } } });
  });

  test("30 and 5,000 characters of any width are accepted", async () => {
    for (const text of ["𠃏".repeat(30), "x".repeat(5_000)]) {
      const body = JSON.stringify({ brief: text, flags: { reference: { events: 1, interval_ms: 0 } } });
      const answer = await send(`${server.url}/assist/draft-graph/stream`, { headers: json, body });
      expect((await answer.untilOver()).isComplete).toBe(true);
    }
  });
});
