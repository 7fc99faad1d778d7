import { afterAll, beforeAll, expect, test } from "vitest";
import { faultsOf } from "../testing/chain.ts";
import { startRedis, type TestRedis } from "../testing/redis.ts";
import { startServer, type TestServer } from "../testing/server.ts";
import { resume, start } from "../testing/sse-client.ts";
import { until } from "../testing/until.ts";

const mib = 1024 * 1024;
let redis: TestRedis;
let server: TestServer;

beforeAll(async () => {
  redis = await startRedis();
  server = await startServer({
    REDIS_URL: redis.url,
    SSE_BUFFER_MAX_EVENTS: "1000",
    SSE_BUFFER_MAX_SIZE_MB: "64",
    SSE_OUTAGE_JOURNAL_EVENTS: "32",
  });
});
afterAll(async () => {
  await server?.close();
  await redis?.close();
});

async function residentBytes(): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return Number(/^process_resident_memory_bytes (\S+)/m.exec(text)?.[1]);
}

test("readers that take nothing cost the server little, and get all when they go on", async () => {
  const first = await (await start(server.url, { events: 120, interval_ms: 1, event_bytes: 100_000 })).untilOver(
    30_000,
  );
  const before = await residentBytes();
  const readers = await Promise.all(Array.from({ length: 40 }, () => resume(server.url, { token: first.token })));
  for (const reader of readers) reader.pause();
  const quick = await (await resume(server.url, { token: first.token, lastEventId: 110 })).untilOver();
  expect(quick.isComplete).toBe(true);
  const grown = (await residentBytes()) - before;
  expect(grown).toBeLessThan(200 * mib); // the buffers of all would be 460 MiB
  for (const reader of readers.slice(2)) reader.cut();
  for (const reader of readers.slice(0, 2)) {
    reader.resume();
    await reader.untilOver(20_000);
    expect(reader.events.map(({ id }) => id)).toEqual(first.events.slice(2).map(({ id }) => id)); // names what is missing
    expect(reader.events.every((event, i) => event.data === first.events[i + 2]?.data)).toBe(true);
  }
});

test("a stream waits for its own slow client rather than losing events or filling its memory", async () => {
  const slow = await start(server.url, { events: 400, interval_ms: 0, event_bytes: 50_000 });
  slow.pause();
  const requestId = String(slow.headers["x-correlation-id"]);
  const stored = async () => Number(await redis.client.hget(`sse:state:{${requestId}}`, "next"));
  let last = -1;
  await until("the stream to stand still", async () => {
    const now = await stored();
    const still = now === last && now > 10;
    last = now;
    await new Promise((resolve) => setTimeout(resolve, 300));
    return still;
  });
  expect(last).toBeLessThan(400);
  const other = await (await start(server.url, { events: 5, interval_ms: 1 })).untilOver();
  expect(other.isComplete).toBe(true);
  slow.resume();
  await slow.untilOver(20_000);
  expect(faultsOf(requestId, slow.events)).toEqual([]);
  expect(slow.isComplete).toBe(true);
});
