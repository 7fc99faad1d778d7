import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hashKey } from "../http/auth.ts";
import { startRedis, type TestRedis } from "../testing/redis.ts";
import { secret, startServer, type TestServer } from "../testing/server.ts";
import { type Reading, refusal, resume, send, start } from "../testing/sse-client.ts";
import { signToken } from "../tokens/token.ts";

const stateTtlSec = 60;
const snapshotTtlSec = 600;
let redis: TestRedis;
let a: TestServer;
let b: TestServer;
let keyed: TestServer;
let offline: TestServer;

beforeAll(async () => {
  redis = await startRedis();
  const env = { REDIS_URL: redis.url, SSE_STATE_TTL_SEC: `${stateTtlSec}`, SSE_SNAPSHOT_TTL_SEC: `${snapshotTtlSec}` };
  [a, b, keyed, offline] = await Promise.all([
    startServer(env),
    startServer({ ...env, SSE_CLOCK_LEEWAY_SEC: "5" }),
    startServer({ ...env, ASSIST_API_KEYS: "key-one,key-two", SSE_RESUME_LIVE_RPM: "3" }),
    startServer({}),
  ]);
});
afterAll(async () => {
  await Promise.all([a, b, keyed, offline].map((server) => server?.close()));
  await redis?.close();
});

const now = () => Math.floor(Date.now() / 1_000);
/** A token as the servers would sign it; `over` changes its claims, or adds to them. */
function token(over: Record<string, unknown> = {}, key = secret): string {
  const claims = { request_id: randomUUID(), step: "DRAFTING", seq: 1, expires_at: now() + snapshotTtlSec };
  return signToken({ ...claims, ...over } as never, { kid: "k", secret: key });
}

async function finished(server: TestServer, events: number, headers = {}): Promise<Reading> {
  return (await start(server.url, { events, interval_ms: 0 }, headers)).untilOver();
}

describe("refusals of a resume", () => {
  const good = () => ({ token: token() });
  test.each([
    {
      claim: "no token",
      answer: () => send(`${a.url}/assist/draft-graph/resume`),
      status: 400,
      code: "BAD_INPUT",
      details: { field: "X-Resume-Token" },
    },
    ...["-1", "1.5", "x", "0x1", "9999999999", "1, 2"].map((lastEventId) => ({
      claim: `Last-Event-ID ${lastEventId}`,
      answer: () => resume(a.url, { ...good(), lastEventId }),
      status: 400,
      code: "BAD_INPUT",
      details: { field: "Last-Event-ID" },
    })),
    {
      claim: "a mode that there is not",
      answer: () => resume(a.url, { ...good(), mode: "LIVE" }),
      status: 400,
      code: "BAD_INPUT",
      details: { field: "X-Resume-Mode" },
    },
    {
      claim: "a token that is none",
      answer: () => resume(a.url, { token: "x" }),
      status: 401,
      code: "RESUME_TOKEN_INVALID",
      details: {},
    },
    {
      claim: "a token of another secret",
      answer: () => resume(a.url, { token: token({}, "some-other-secret") }),
      status: 401,
      code: "RESUME_TOKEN_INVALID",
      details: {},
    },
    {
      claim: "an expired token of another secret: invalid goes before expired",
      answer: () => resume(a.url, { token: token({ expires_at: 1 }, "some-other-secret") }),
      status: 401,
      code: "RESUME_TOKEN_INVALID",
      details: {},
    },
    {
      claim: "no API key",
      answer: () => resume(keyed.url, good()),
      status: 401,
      code: "UNAUTHENTICATED",
      details: {},
    },
    {
      claim: "a wrong API key",
      answer: () => resume(keyed.url, { ...good(), headers: { "x-olumi-assist-key": "key-on" } }),
      status: 401,
      code: "UNAUTHENTICATED",
      details: {},
    },
    {
      claim: "a token of another API key",
      answer: () =>
        resume(keyed.url, {
          token: token({ sub: hashKey("key-two") }),
          headers: { "x-olumi-assist-key": "key-one" },
        }),
      status: 401,
      code: "UNAUTHENTICATED",
      details: {},
    },
    {
      claim: "a token of another API key where there are no keys any more",
      answer: () => resume(a.url, { token: token({ sub: hashKey("key-two") }) }),
      status: 401,
      code: "UNAUTHENTICATED",
      details: {},
    },
    {
      claim: "an expired token",
      answer: () => resume(a.url, { token: token({ expires_at: now() - 1 }) }),
      status: 410,
      code: "RESUME_TOKEN_EXPIRED",
      details: {},
    },
    {
      claim: "a token past the leeway",
      answer: () => resume(b.url, { token: token({ expires_at: now() - 6 }) }),
      status: 410,
      code: "RESUME_TOKEN_EXPIRED",
      details: {},
    },
    {
      claim: "a fresh token of a stream that nobody knows",
      answer: () => resume(a.url, good()),
      status: 404,
      code: "STREAM_STATE_NOT_FOUND",
      details: { reason: "unknown_stream" },
    },
    {
      claim: "a token within the leeway, of a stream that nobody knows any more",
      answer: () => resume(b.url, { token: token({ expires_at: now() - 3 }) }),
      status: 404,
      code: "STREAM_STATE_NOT_FOUND",
      details: { reason: "state_expired" },
    },
    {
      claim: "a token older than the state's life",
      answer: () => resume(a.url, { token: token({ expires_at: now() + snapshotTtlSec - stateTtlSec - 1 }) }),
      status: 404,
      code: "STREAM_STATE_NOT_FOUND",
      details: { reason: "state_expired" },
    },
    {
      claim: "no Redis configured, whatever is sent",
      answer: () => send(`${offline.url}/assist/draft-graph/resume`),
      status: 426,
      code: "RESUME_UNAVAILABLE",
      details: { upgrade: "resume=unsupported" },
    },
  ])("$claim: $status $code", async ({ answer, status, code, details }) => {
    const { status: got, error, headers } = await refusal(answer());
    expect({ status: got, ...error }).toEqual({
      status,
      schema: "error.v1",
      code,
      message: expect.any(String),
      details,
    });
    expect(headers["retry-after"]).toBeUndefined();
  });

  test("over the live resumes of a minute: 429 with Retry-After, for that key alone, and not for replays", async () => {
    const [one, two] = ["key-one", "key-two"].map((key) => ({ "x-olumi-assist-key": key }));
    const [ofOne, ofTwo] = await Promise.all([one, two].map((key) => finished(keyed, 3, key)));
    const ask = (reading: Reading | undefined, headers = {}, mode = "live") =>
      refusal(resume(keyed.url, { token: reading?.token ?? "", headers, mode }));
    const answers = [];
    for (let i = 0; i < 8; i++) answers.push(await ask(ofOne, one));
    const limited = answers.filter((each) => each.status === 429); // a new minute may begin meanwhile
    expect(limited.length).toBeGreaterThanOrEqual(2);
    expect(limited[0]?.error).toMatchObject({ code: "RATE_LIMITED", details: {} });
    const wait = Number(limited[0]?.headers["retry-after"]);
    expect(wait).toBeGreaterThanOrEqual(1);
    expect(wait).toBeLessThanOrEqual(60);
    expect((await ask(ofTwo, two)).status).toBe(200);
    expect((await ask(ofOne, one, "replay")).status).toBe(200);
  });

  test("the answers to forged tokens are all the same", async () => {
    const real = token();
    const [body = "", signature = ""] = real.split(".");
    const other = Buffer.from(JSON.stringify({ request_id: "r", step: "S", seq: 0, expires_at: 9e9, kid: "k" }));
    const forged = [
      `${body}.${signature.slice(0, -1)}${signature.endsWith("A") ? "B" : "A"}`,
      `${other.toString("base64url")}.${signature}`,
      `${body}.`,
      `.${signature}`,
      `${real}=`,
      `${real}.${signature}`,
      body,
      "a".repeat(8_000),
    ];
    const answers = await Promise.all(forged.map((each) => refusal(resume(a.url, { token: each }))));
    expect(new Set(answers.map((each) => `${each.status} ${each.text}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(401);
  });
});

test("tokens and keys of the streams are in the data alone: sub is a hash", async () => {
  const reading = await finished(keyed, 1, { "x-olumi-assist-key": "key-one" });
  const claims = JSON.parse(Buffer.from(reading.token.split(".")[0] ?? "", "base64url").toString());
  expect(claims.sub).toBe(hashKey("key-one"));
  expect(reading.text).not.toContain("key-one");
});
