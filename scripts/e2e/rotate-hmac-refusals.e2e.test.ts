import { chmodSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { freePort, startRedis } from "../../reference-server/testing/redis.ts";
import { makeKeyring, rotate, type TestKeyring } from "../testing/rotation.ts";

let keyring: TestKeyring;
beforeEach(() => {
  keyring = makeKeyring();
});
afterEach(() => keyring.remove());

/** Runs to its end; nothing may have changed, and no secret may show. */
async function refused(args: readonly string[], env: Record<string, string> = {}): Promise<[number | string, string]> {
  const before = keyring.text();
  const rotation = rotate(["--keyring", keyring.file, ...args], env);
  const code = await rotation.ended;
  expect(keyring.text()).toBe(before);
  expect(keyring.files()).toEqual(["keyring.json"]);
  expect(rotation.output()).not.toMatch(/secret-of-the-tests|hunter2|^ +at /m);
  return [code, rotation.output()];
}

test.each([
  { claim: "an unknown option, with the nearest", args: ["--gradul"], says: "Did you mean --gradual?" },
  { claim: "nothing to do", args: [], says: "--gradual, --immediate or --status" },
  { claim: "two things at once", args: ["--gradual", "--immediate"], says: "exclude each other" },
  { claim: "a word too many", args: ["--status", "now"], says: '"now" is not expected' },
  { claim: "an option without its value", args: ["--gradual", "--ttl"], says: "--ttl wants a value" },
  { claim: "a value that is not wanted", args: ["--gradual=yes"], says: "--gradual takes no value" },
  { claim: "a life that is no number", args: ["--gradual", "--ttl", "1h"], says: '--ttl is "1h"' },
  { claim: "no life at all", args: ["--gradual", "--ttl", "0"], says: '--ttl is "0"' },
  {
    claim: "an instance that is no URL",
    args: ["--gradual", "--instances", "a:1"],
    says: '"a:1", which is not an http',
  },
  { claim: "a Redis that is no URL", args: ["--gradual", "--redis", "hunter2"], says: "--redis is not a redis://" },
  { claim: "a keyring that is not there", args: ["--gradual", "--keyring", "/none/k.json"], says: "no keyring /none" },
])("$claim is refused with exit 2", async ({ args, says }) => {
  expect(await refused(args)).toEqual([2, expect.stringContaining(says)]);
});

test("a setting of the environment that is wrong is refused with its name", async () => {
  const env = { SSE_SNAPSHOT_TTL_SEC: "soon" };
  expect(await refused(["--gradual"], env)).toEqual([2, expect.stringContaining('SSE_SNAPSHOT_TTL_SEC is "soon"')]);
});

test.each(["--gradual", "--immediate", "--status"])("%s does not touch a broken keyring", async (mode) => {
  writeFileSync(keyring.file, '{"version":1,"keys":[{"kid":"k","secret":"the-secret-of-the-tests",');
  expect(await refused([mode])).toEqual([2, expect.stringContaining("is broken: it is not JSON")]);
});

test("a rotation that does not fit the keys is refused", async () => {
  const rotation = { to: "k-gone", from: "k-old", began_at: 1, life_sec: 1 };
  writeFileSync(keyring.file, JSON.stringify({ ...keyring.ring(), rotation }));
  const args = ["--gradual", "--instances", "http://127.0.0.1:9"];
  expect(await refused(args)).toEqual([2, expect.stringContaining("does not fit its keys")]);
});

test("without any instance a gradual rotation does not begin", async () => {
  expect(await refused(["--gradual"])).toEqual([4, expect.stringContaining("No instance is known")]);
  const redis = await startRedis();
  try {
    const args = ["--gradual", "--redis", redis.url];
    expect(await refused(args)).toEqual([4, expect.stringContaining("No instance announces itself")]);
    await redis.client.zadd("sse:instances", Date.now() / 1_000 - 60, "http://127.0.0.1:9");
    expect(await refused(args)).toEqual([4, expect.stringContaining("late by more than 15 s: http://127.0.0.1:9")]);
  } finally {
    await redis.close();
  }
});

test("a Redis that is away is refused with exit 4, without its password", async () => {
  const url = `redis://user:hunter2@127.0.0.1:${await freePort()}`;
  expect(await refused(["--gradual", "--redis", url])).toEqual([4, expect.stringContaining("ECONNREFUSED")]);
});

test("an instance that hangs does not hold the script beyond its limit", async () => {
  const hanging = createServer(() => {}).listen(0, "127.0.0.1");
  try {
    await new Promise((resolve) => hanging.once("listening", resolve));
    const { port } = hanging.address() as { port: number };
    const url = `http://127.0.0.1:${port}`;
    const rotation = rotate(["--gradual", "--keyring", keyring.file, "--instances", url, "--timeout", "0.5"]);
    expect(await rotation.ended).toBe(4);
    expect(rotation.output()).toContain(`${url} (no answer in time)`);
  } finally {
    hanging.closeAllConnections();
    hanging.close();
  }
});

test("an immediate rotation works without any instance: a leaked secret cannot wait", async () => {
  const rotation = rotate(["--immediate", "--keyring", keyring.file]);
  expect(await rotation.ended).toBe(0);
  expect(rotation.output()).toContain("none was asked");
  expect(keyring.states()).toEqual([expect.stringMatching(/^k-\d.* sign$/)]);
});

test("a keyring behind a link is replaced where it is, in mode 600", async () => {
  const link = path.join(path.dirname(keyring.file), "link.json");
  symlinkSync(keyring.file, link);
  chmodSync(keyring.file, 0o644);
  expect(await rotate(["--immediate", "--keyring", link]).ended).toBe(0);
  expect(readFileSync(link, "utf8")).toBe(keyring.text());
  expect(keyring.states()).toEqual([expect.stringMatching(/^k-\d.* sign$/)]);
  const status = rotate(["--status", "--keyring", link]);
  await status.ended;
  expect(status.output()).not.toContain("it should be 600");
});
