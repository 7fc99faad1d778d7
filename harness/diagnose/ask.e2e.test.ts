import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startServer, type TestServer } from "../../reference-server/testing/server.ts";
import type { BreakableRedis } from "../redis/breakable-redis.ts";
import { redisCommand } from "../redis/command.ts";
import { detectRedis } from "../redis/detect-redis.ts";
import { askRedis } from "./ask-redis.ts";
import { askTarget } from "./ask-target.ts";
import type { Evidence } from "./evidence.ts";
import { rank } from "./rank.ts";

let redis: BreakableRedis;
beforeAll(async () => {
  redis = await (await detectRedis("binary", {})).start({ signal: AbortSignal.timeout(30_000) });
});
afterAll(() => redis.dispose());

const address = () => new URL(redis.url);
const first = (evidence: Partial<Evidence>) =>
  rank({ faces: [], logs: null, targets: [], redis: null, ...evidence })[0]?.cause;

describe("a real Redis", () => {
  test("in good health leads to no cause", async () => {
    await redisCommand(redis.proxy.port, ["SET", "sse:state:{a}", "1", "EX", "60"]);
    await redisCommand(redis.proxy.port, ["SET", "other", "1"]);
    const seen = await askRedis(address());
    expect(seen).toMatchObject({
      away: null,
      policy: "noeviction",
      evictedKeys: 0,
      role: "master",
      loading: false,
      appendOnly: true,
      keys: { "sse:state": 1 },
      allKeys: true,
      immortalKeys: 0,
    });
    expect(seen.pingMs).toBeGreaterThan(0);
    expect(first({ redis: seen })).toBeUndefined();
  });

  test("whose keys never expire", async () => {
    await redisCommand(redis.proxy.port, ["SET", "sse:buffer:{b}", "1"]);
    expect(first({ redis: await askRedis(address()) })).toBe("orphaned-keys");
    await redisCommand(redis.proxy.port, ["DEL", "sse:buffer:{b}"]);
  });

  test("that holds many keys of others is not walked through to its end", async () => {
    const { port } = redis.proxy;
    await redisCommand(port, ["EVAL", "for i = 1, 150000 do redis.call('SET', 'other:' .. i, 1) end", "0"], 10_000);
    await redisCommand(port, ["CONFIG", "RESETSTAT"]);
    expect(await askRedis(address())).toMatchObject({ away: null, allKeys: false });
    const scans = /cmdstat_scan:calls=(\d+)/.exec(await redisCommand(port, ["INFO", "commandstats"]))?.[1];
    expect(Number(scans)).toBeLessThanOrEqual(100);
    await redisCommand(port, ["FLUSHALL"]);
  });

  test("that forbids INFO answers all the same, and is not called away", async () => {
    await redisCommand(redis.proxy.port, ["ACL", "SETUSER", "watcher", "on", ">pass", "~*", "+@all", "-info"]);
    const watcher = new URL(address());
    Object.assign(watcher, { username: "watcher", password: "pass" });
    const seen = await askRedis(watcher);
    expect(seen).toMatchObject({ away: null, usedBytes: null, role: null });
    expect(first({ redis: seen })).not.toBe("redis-outage");
  });

  test("that is full and refuses writes", async () => {
    const { usedBytes } = await askRedis(address());
    await redisCommand(redis.proxy.port, ["CONFIG", "SET", "maxmemory", String(usedBytes)]);
    expect(first({ redis: await askRedis(address()) })).toBe("redis-memory");
    await redisCommand(redis.proxy.port, ["CONFIG", "SET", "maxmemory", "0"]);
  });

  test("behind a slow network", async () => {
    redis.proxy.setLatency(150); // each way
    expect(first({ redis: await askRedis(address()) })).toBe("redis-latency");
    redis.proxy.setLatency(0);
  });

  test("behind a network that drops everything", async () => {
    redis.proxy.blackhole(true);
    const seen = await askRedis(address());
    redis.proxy.blackhole(false);
    expect(seen.away?.how).toBe("silent");
    expect(first({ redis: seen })).toBe("redis-partition");
  });

  test("that wants another password: neither password is shown", async () => {
    await redisCommand(redis.proxy.port, ["CONFIG", "SET", "requirepass", "s3cr3t"]);
    const wrong = new URL(address());
    wrong.password = "guess-it";
    const seen = await askRedis(wrong);
    const right = new URL(address());
    right.password = "s3cr3t";
    expect((await askRedis(right)).away).toBeNull();
    expect(seen.away?.how).toBe("other");
    expect(JSON.stringify(seen)).not.toMatch(/guess-it|s3cr3t/);
  });

  test("that does not run", async () => {
    await redis.kill();
    const seen = await askRedis(address());
    expect(seen.away).not.toBeNull();
    expect(first({ redis: seen })).toBe("redis-outage");
  });
});

describe("a real server", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ REDIS_URL: redis.url }); // that Redis does not run any more
  });
  afterAll(() => server.close());

  test("reports its health and its numbers, but no secret", async () => {
    const seen = await askTarget(new URL(server.url), {});
    expect(seen).toMatchObject({
      away: null,
      status: "degraded",
      redisStatus: "down",
      activeStreams: 0,
      draining: false,
    });
    expect(Math.abs(seen.clockAheadSec ?? 99)).toBeLessThan(3);
    expect(seen.metrics.assist_sse_streams_active).toBe(0);
    expect(JSON.stringify(seen)).not.toContain("the-signing-secret");
    expect(first({ targets: [seen] })).toBe("redis-outage");
  });
});

describe("something else", () => {
  test.each([
    { claim: "that does not run", answer: null, away: /ECONNREFUSED/ },
    { claim: "that answers 500", answer: { status: 500, body: "no" }, away: /answered 500/ },
    {
      claim: "that does not answer with JSON",
      answer: { status: 200, body: "<html>" },
      away: /something other than JSON/,
    },
  ])("$claim is away, with what was seen", async ({ answer, away }) => {
    const server = createServer((_request, response) => response.writeHead(answer?.status ?? 200).end(answer?.body));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    if (answer === null) await new Promise((resolve) => server.close(resolve));
    try {
      expect((await askTarget(new URL(`http://127.0.0.1:${port}`), {})).away).toMatch(away);
    } finally {
      server.close();
    }
  });
});
