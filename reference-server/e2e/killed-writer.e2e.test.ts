import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { RedisLink } from "../redis/redis-link.ts";
import { Writers, writerAddress } from "../streams/writers.ts";
import { freePort, startRedis, type TestRedis } from "../testing/redis.ts";
import { startServer, type TestServer } from "../testing/server.ts";
import { refusal, resume, start } from "../testing/sse-client.ts";
import { until } from "../testing/until.ts";

let redis: TestRedis;
const servers: TestServer[] = [];
const ends: (() => void)[] = [];

beforeAll(async () => {
  redis = await startRedis();
});
afterEach(async () => {
  for (const end of ends.splice(0)) end();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});
afterAll(async () => {
  await redis?.close();
});

async function serve(port: number): Promise<TestServer> {
  const server = await startServer({ REDIS_URL: redis.url, PORT: String(port) });
  servers.push(server);
  return server;
}

test("a stream whose server was killed and started again is refused live, and replayed as far as it goes", async () => {
  const port = await freePort();
  const first = await serve(port);
  const running = await (await start(first.url, { events: 400, interval_ms: 20 })).untilEvents(10);
  const whole = await (await start(first.url, { events: 3, interval_ms: 0 })).untilOver();
  const snapshot = `sse:snapshot:{${whole.headers["x-correlation-id"]}}`; // the client may have the last event before Redis has it
  await until("the last event to be in Redis", async () => (await redis.client.exists(snapshot)) === 1);
  first.signal("SIGKILL");
  await first.exited;
  const second = await serve(port);
  const client = { token: running.token, lastEventId: 5 };
  expect(await refusal(resume(second.url, client))).toMatchObject({
    status: 404,
    error: { code: "STREAM_STATE_NOT_FOUND", details: { reason: "state_expired" } },
  });
  const replay = await (await resume(second.url, { ...client, mode: "replay" })).untilOver();
  expect([replay.status, replay.ids.slice(0, 3), replay.isComplete]).toEqual([200, [6, 7, 8], false]);
  const finished = await (await resume(second.url, { token: whole.token, lastEventId: 1 })).untilOver();
  expect([finished.status, finished.isComplete]).toEqual([200, true]);
});

test("another instance goes on serving the streams of one that runs", async () => {
  const [first, second] = await Promise.all([serve(0), serve(0)]);
  const running = await (await start(first.url, { events: 40, interval_ms: 20 })).untilEvents(5);
  const elsewhere = await (await resume(second.url, { token: running.token, lastEventId: 2 })).untilOver();
  expect([elsewhere.status, elsewhere.isComplete]).toEqual([200, true]);
});

describe("a writer", () => {
  const times = { everyMs: 40, goneMs: 400 };
  let addresses = 0;

  async function process(address?: string): Promise<Writers> {
    const link = new RedisLink(redis.url);
    await link.connect(2_000);
    const writers = new Writers(link, times);
    ends.push(() => {
      writers.close();
      link.close();
    });
    if (address) writers.begin(address);
    return writers;
  }
  const key = (address: string) => `sse:writer:{${address}}`;
  const anAddress = () => `127.0.0.1:${++addresses}`;
  const announced = (address: string) =>
    until("the writer to be announced", async () => (await redis.client.exists(key(address))) === 1);

  test("that runs, that is this process, or that nobody knows is not gone", async () => {
    const [address, reader] = [anAddress(), await process(anAddress())];
    const writer = await process(address);
    await announced(address);
    expect(await Promise.all([writer.own, reader.own, ""].map((name) => reader.isGone(name)))).toEqual([
      false,
      false,
      false,
    ]);
  });

  test("that was started again under its address is gone", async () => {
    const [address, reader] = [anAddress(), await process()];
    const first = await process(address);
    await announced(address);
    const old = first.own;
    first.close();
    const second = await process(address);
    await until("the second to take its place", () => reader.isGone(old));
    expect(await reader.isGone(second.own)).toBe(false);
  });

  test("that listens at the same address of another machine, as in containers, takes nobody's place", async () => {
    const [here, there] = ["pod-a", "pod-b"].map((machine) => writerAddress(machine, "http://0.0.0.0:3000"));
    const first = await process(here);
    const second = await process(there);
    await announced(here as string);
    await announced(there as string);
    expect(await second.isGone(first.own)).toBe(false);
    expect(await first.isGone(second.own)).toBe(false);
  });

  test("that stays away is gone, and who waits for it is told once", async () => {
    const [address, reader] = [anAddress(), await process(anAddress())];
    const writer = await process(address);
    await announced(address);
    let told = 0;
    reader.waitFor(writer.own, () => told++);
    const stop = reader.waitFor(writer.own, () => {
      throw new Error("It no longer waited.");
    });
    stop();
    writer.close();
    await until("it to be told", () => told > 0);
    await sleep(3 * times.everyMs);
    expect([told, await reader.isGone(writer.own)]).toEqual([1, true]);
  });

  test("whose key Redis has lost once is not gone: it says so again", async () => {
    const [address, reader] = [anAddress(), await process(anAddress())];
    const writer = await process(address);
    await announced(address);
    await redis.client.del(key(address));
    expect(await reader.isGone(writer.own)).toBe(false);
    await announced(address);
    expect(await reader.isGone(writer.own)).toBe(false);
  });
});
