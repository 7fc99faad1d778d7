import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startRedis, type TestRedis } from "../../reference-server/testing/redis.ts";
import { startServer, type TestServer } from "../../reference-server/testing/server.ts";
import { resume, start } from "../../reference-server/testing/sse-client.ts";
import { until } from "../../reference-server/testing/until.ts";
import { makeKeyring, oldKey, rotate, type TestKeyring } from "../testing/rotation.ts";

let redis: TestRedis;
let keyring: TestKeyring;
let servers: TestServer[];

beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.close());

/** Two instances on one keyring; they announce themselves in Redis. */
beforeEach(async () => {
  await redis.client.flushall();
  keyring = makeKeyring();
  servers = await Promise.all([0, 1].map(() => startServer({ REDIS_URL: redis.url, SSE_KEYRING_FILE: keyring.file })));
  await until("both to announce themselves", async () => (await redis.client.zcard("sse:instances")) === 2);
});
afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()));
  keyring.remove();
});

const run = (...args: string[]) => rotate([...args, "--keyring", keyring.file], { REDIS_URL: redis.url });

/** A token that the first instance signs now, for a stream that is over. */
async function token(): Promise<string> {
  const reading = await start((servers[0] as TestServer).url, { events: 5, interval_ms: 0 });
  return (await reading.untilOver()).token;
}

/** What each instance answers to a resume with this token. */
async function answers(resumeToken: string): Promise<number[]> {
  const readings = await Promise.all(servers.map(({ url }) => resume(url, { token: resumeToken, mode: "replay" })));
  for (const reading of readings) await reading.untilOver();
  return readings.map(({ status }) => status);
}

describe("a gradual rotation", () => {
  test("keeps old tokens good for one token life, then ends them; new ones are good all along", async () => {
    const before = await token();
    const rotation = run("--gradual", "--ttl", "2");
    await rotation.untilSays("Step 2 of 3");
    await rotation.untilSays("waiting");
    const between = await token();
    expect(await answers(before)).toEqual([200, 200]);
    expect(await answers(between)).toEqual([200, 200]);
    expect(await rotation.ended).toBe(0);
    expect(await answers(before)).toEqual([401, 401]);
    expect(await answers(between)).toEqual([200, 200]);
    expect(keyring.states()).toEqual([expect.stringMatching(/^k-\d{10}-[0-9a-f]{4} sign$/)]);
    expect(keyring.ring().rotation).toBeUndefined();
    expect(keyring.files()).toEqual(["keyring.json"]);
  });

  test("waits for an instance that lags, says for which, and goes on when run again", async () => {
    const [, second] = servers as [TestServer, TestServer];
    second.signal("SIGSTOP");
    const first = run("--gradual", "--ttl", "1", "--timeout", "1");
    expect(await first.ended).toBe(4);
    expect(first.output()).toContain(`${second.url} (no answer in time)`);
    expect(keyring.states()[0]).toBe("k-old sign"); // what not all accept does not sign
    second.signal("SIGCONT");
    const again = run("--gradual");
    expect(await again.ended).toBe(0);
    expect(again.output()).toMatch(/Goes on with the rotation from k-old to k-\S+, begun \S+, in step 1 of 3/);
  });

  test("passes over an instance that disappears, and names it", async () => {
    const [, second] = servers as [TestServer, TestServer];
    const rotation = run("--gradual", "--ttl", "1");
    await rotation.untilSays("waiting");
    await second.close();
    await redis.client.zadd("sse:instances", Date.now() / 1_000 - 16, second.url); // as 16 s later
    expect(await rotation.ended).toBe(0);
    expect(rotation.output()).toContain(`not waiting for ${second.url}: its last heartbeat is`);
    expect(rotation.output()).toContain("seen on 1 of 1 instances");
  });

  test("can be interrupted, and goes on when run again", async () => {
    const rotation = run("--gradual", "--ttl", "2");
    await rotation.untilSays("waiting");
    rotation.signal("SIGINT");
    expect(await rotation.ended).toBe(130);
    expect(rotation.output()).toContain("Run the same command again: it goes on from here.");
    expect(keyring.files()).toEqual(["keyring.json"]);
    const end = keyring.ring().keys.find(({ kid }) => kid === "k-old")?.not_after;
    expect(end).toBeGreaterThan(Date.now() / 1_000); // it ends by itself, even if nobody comes back
    const again = run("--gradual");
    await again.untilSays("waiting");
    expect(keyring.ring().keys.find(({ kid }) => kid === "k-old")?.not_after).toBe(end);
    expect(await again.ended).toBe(0);
  });

  test("does not run twice at a time", async () => {
    const rotation = run("--gradual", "--ttl", "2");
    await rotation.untilSays("Step 1");
    const other = run("--gradual");
    expect(await other.ended).toBe(4);
    expect(other.output()).toContain("Another rotation of this keyring is running (process");
    expect(await rotation.ended).toBe(0);
  });

  test("leaves other accepted keys alone", async () => {
    const kept = { kid: "k-kept", secret: "a-secret-that-is-kept", state: "accept" } as const;
    const own = makeKeyring([kept, oldKey]);
    const server = await startServer({ SSE_KEYRING_FILE: own.file, REDIS_URL: redis.url });
    try {
      const args = ["--gradual", "--ttl", "1", "--keyring", own.file, "--instances", server.url];
      expect(await rotate(args).ended).toBe(0);
      expect(own.states()).toEqual(["k-kept accept", expect.stringMatching(/ sign$/)]);
    } finally {
      await server.close();
      own.remove();
    }
  });
});

describe("an immediate rotation", () => {
  test("refuses every earlier token at once", async () => {
    const before = await token();
    const rotation = run("--immediate");
    expect(await rotation.ended).toBe(0);
    expect(rotation.output()).toContain("seen on 2 of 2 instances");
    expect(await answers(before)).toEqual([401, 401]);
    expect(await answers(await token())).toEqual([200, 200]);
    expect(keyring.states()).toHaveLength(1);
  });

  test("does not wait for a gradual one, which then stops", async () => {
    const gradual = run("--gradual", "--ttl", "30");
    await gradual.untilSays("waiting");
    expect(await run("--immediate").ended).toBe(0);
    expect(await gradual.ended).toBe(4);
    expect(gradual.output()).toContain("Another process changed the keyring");
    expect(keyring.states()).toEqual([expect.stringMatching(/ sign$/)]);
  });
});

describe("looking on", () => {
  test.each(["--dry-run", "--gradual --dry-run", "--immediate --dry-run", "--status"])(
    "%s changes nothing and shows no secret",
    async (args) => {
      const before = keyring.text();
      const looking = run(...args.split(" "));
      expect(await looking.ended).toBe(0);
      expect(keyring.text()).toBe(before);
      expect(keyring.files()).toEqual(["keyring.json"]);
      expect(looking.output()).toContain("k-old");
      for (const { url } of servers) expect(looking.output()).toContain(url);
      expect(looking.output()).not.toContain(oldKey.secret);
    },
  );

  test("the status of a rotation that was stopped says where it stands", async () => {
    const rotation = run("--gradual", "--ttl", "30");
    await rotation.untilSays("waiting");
    const during = run("--status");
    await during.ended;
    expect(during.output()).toMatch(/from k-old to k-\S+, in step 2 of 3 \(run by process \d+/);
    rotation.signal("SIGKILL");
    await rotation.ended;
    const after = run("--status");
    await after.ended;
    expect(after.output()).toMatch(/in step 2 of 3 \(stopped; --gradual goes on\)/);
    expect(after.output()).toMatch(/k-old {2}accept {2}until \S+ \(in \d+ s\)/);
    for (const secret of keyring.secrets()) expect(after.output()).not.toContain(secret);
  });
});
