import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startRedis, type TestRedis } from "../testing/redis.ts";
import { startServer, type TestServer } from "../testing/server.ts";
import { refusal, resume, start } from "../testing/sse-client.ts";
import { until } from "../testing/until.ts";

let redis: TestRedis;
let folder: string;
const open: TestServer[] = [];

beforeAll(async () => {
  redis = await startRedis();
  folder = await mkdtemp(path.join(tmpdir(), "reference-server-"));
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});
afterAll(async () => {
  await redis?.close();
  await rm(folder, { recursive: true, force: true });
});

async function serve(env: Record<string, string>): Promise<TestServer> {
  const server = await startServer({ REDIS_URL: redis.url, ...env });
  open.push(server);
  return server;
}

describe("the keyring file", () => {
  const key = (kid: string, state: string) => ({ kid, secret: `secret-of-key-${kid}-0123456789`, state });
  const write = (file: string, keys: unknown) => writeFile(file, JSON.stringify({ version: 1, keys }), { mode: 0o600 });

  test("is read again when it changes; a broken one keeps the last good one and warns", async () => {
    const file = path.join(folder, "keyring.json");
    await write(file, [key("old", "sign")]);
    const server = await serve({ SSE_KEYRING_FILE: file });
    const keys = async () => ((await (await fetch(`${server.url}/healthz`)).json()) as { keys: unknown }).keys;
    expect(await keys()).toEqual([{ kid: "old", state: "sign" }]);
    const first = await (await start(server.url, { events: 3, interval_ms: 0 })).untilOver();

    await write(file, [key("old", "accept"), key("new", "sign")]);
    await until("the new key", async () => JSON.stringify(await keys()).includes("new"));
    expect((await (await resume(server.url, { token: first.token })).untilOver()).isComplete).toBe(true);

    await writeFile(file, "{");
    await until("the warning", () => server.output().includes("keyring_refused"));
    expect(await keys()).toHaveLength(2);

    await write(file, [key("new", "sign")]);
    await until("the old key to go", async () => !JSON.stringify(await keys()).includes("old"));
    expect((await refusal(resume(server.url, { token: first.token }))).error.code).toBe("RESUME_TOKEN_INVALID");
    expect(server.output()).not.toContain("secret-of-key");
  });

  test("that others can read is warned of", async () => {
    const file = path.join(folder, "open.json");
    await write(file, [key("k", "sign")]);
    await chmod(file, 0o644);
    const server = await serve({ SSE_KEYRING_FILE: file });
    expect(server.output()).toContain("can be read by others");
  });
});
