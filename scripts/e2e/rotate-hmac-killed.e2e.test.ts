import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { startRedis, type TestRedis } from "../../reference-server/testing/redis.ts";
import { startServer, type TestServer } from "../../reference-server/testing/server.ts";
import { resume, start } from "../../reference-server/testing/sse-client.ts";
import { makeKeyring, rotate, type TestKeyring } from "../testing/rotation.ts";

let redis: TestRedis;
let keyring: TestKeyring;
let server: TestServer;

beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.close());
beforeEach(async () => {
  keyring = makeKeyring();
  server = await startServer({ REDIS_URL: redis.url, SSE_KEYRING_FILE: keyring.file });
});
afterEach(async () => {
  await server.close();
  keyring.remove();
});

const run = () => rotate(["--gradual", "--ttl", "1", "--keyring", keyring.file, "--instances", server.url]);

async function freshTokenWorks(): Promise<boolean> {
  const { token } = await (await start(server.url, { events: 3, interval_ms: 0 })).untilOver();
  return (await (await resume(server.url, { token, mode: "replay" })).untilOver()).status === 200;
}

test.each(["Step 1 of 3", "Step 2 of 3", "waiting", "Step 3 of 3"])(
  "killed at its line «%s», it goes on when run again, and makes no second new key",
  async (line) => {
    const rotation = run();
    await rotation.untilSays(line);
    rotation.signal("SIGKILL");
    expect(await rotation.ended).toBe("SIGKILL");
    expect(await freshTokenWorks()).toBe(true);
    const to = keyring.ring().rotation?.to;
    const again = run();
    expect(await again.ended, again.output()).toBe(0);
    expect(again.output()).toContain("Goes on with the rotation");
    expect(keyring.states()).toEqual([`${to} sign`]);
    expect(keyring.files()).toEqual(["keyring.json"]);
    expect(await freshTokenWorks()).toBe(true);
  },
);

test("killed again and again at any moment, it leaves a good keyring each time and comes to its end", async () => {
  const moments = Array.from({ length: 14 }, (_, i) => 30 + i * 37); // ms: before, at and after its first writes
  for (const [i, ms] of moments.entries()) {
    const rotation = run();
    const kill = setTimeout(() => rotation.signal("SIGKILL"), ms);
    const ended = await rotation.ended;
    clearTimeout(kill);
    expect(["SIGKILL", 0], `run ${i}: ${rotation.output()}`).toContain(ended);
    const { keys } = keyring.ring(); // whole: a half-written file would not parse
    expect(keys.filter(({ state }) => state === "sign")).toHaveLength(1);
    expect(keys.length).toBeLessThanOrEqual(2);
  }
  const last = run();
  expect(await last.ended, last.output()).toBe(0);
  expect(keyring.states()).toHaveLength(1);
  expect(keyring.files()).toEqual(["keyring.json"]);
  expect(await freshTokenWorks()).toBe(true);
});

test("writers at the same time take turns: each change is made on the one before", async () => {
  const module = new URL("../rotate/keyring-file.mjs", import.meta.url).href;
  const code = `const { newKey, updateKeyring } = await import(${JSON.stringify(module)});
    for (let i = 0; i < 10; i++) await updateKeyring(process.argv[1], null, (ring) =>
      ({ ...ring, keys: [...ring.keys, { ...newKey(ring.keys), state: "accept" }] }), new AbortController().signal);`;
  const writers = [1, 2, 3, 4].map(() =>
    spawn(process.execPath, ["--input-type=module", "-e", code, keyring.file], { stdio: "inherit" }),
  );
  const codes = await Promise.all(writers.map(async (writer) => (await once(writer, "close"))[0]));
  expect(codes).toEqual([0, 0, 0, 0]);
  expect(keyring.states()).toHaveLength(1 + 4 * 10);
  expect(keyring.files()).toEqual(["keyring.json"]);
});
