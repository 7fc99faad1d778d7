import { describe, expect, test } from "vitest";
import type { RedisProvider } from "./breakable-redis.ts";
import { detectRedis } from "./detect-redis.ts";
import { ping } from "./ping.ts";

const found: [string, RedisProvider | string][] = [];
for (const how of ["binary", "container"] as const) {
  try {
    found.push([how, await detectRedis(how, process.env)]);
  } catch (error) {
    found.push([how, error instanceof Error ? error.message : String(error)]);
  }
}
const { signal } = new AbortController();

describe.each(found)("a Redis from %s", (how, provider) => {
  test.skipIf(typeof provider === "string")(
    "keeps its data and its address when it is killed and restarted",
    async () => {
      const redis = await (provider as RedisProvider).start({ signal });
      try {
        const { port } = new URL(redis.url);
        expect(await redis.answers()).toBe(true);
        expect((await command(redis.url, "SET a 1"))?.reply).toBe("+OK");
        await redis.kill(); // the operating system already has what was acknowledged
        expect(await redis.answers()).toBe(false);
        await redis.restart();
        expect(new URL(redis.url).port).toBe(port);
        expect((await command(redis.url, "EXISTS a"))?.reply).toBe(":1");
      } finally {
        await redis.dispose();
      }
      expect(await redis.answers()).toBe(false);
    },
  );

  test.skipIf(typeof provider === "string")("does not answer while it is paused, and answers afterwards", async () => {
    const redis = await (provider as RedisProvider).start({ signal });
    try {
      await redis.pause();
      expect(await redis.answers()).toBe(false);
      await redis.unpause();
      expect(await redis.answers()).toBe(true);
      await redis.pause(); // `dispose` must work while it is paused
    } finally {
      await redis.dispose();
    }
    expect((await ping(Number(new URL(redis.url).port)))?.reply ?? `${how} is gone`).toBe(`${how} is gone`);
  });
});

describe("a Redis that cannot be used", () => {
  test.each([
    { choice: "auto", url: "mysql://127.0.0.1", message: /address in REDIS_URL: it is not a redis/ },
    { choice: "rediss://127.0.0.1:1", url: "", message: /needs TLS/ },
  ])("$choice with REDIS_URL=$url is refused", async ({ choice, url, message }) => {
    await expect(detectRedis(choice, { REDIS_URL: url })).rejects.toThrow(message);
  });

  test("is refused with its address, without credentials", async () => {
    const provider = await detectRedis("redis://user:secret@127.0.0.1:1/0", {});
    await expect(provider.start({ signal })).rejects.toThrow(/No Redis answers at redis:\/\/127\.0\.0\.1:1\/0/);
  });
});

/** Sends one inline command over its own connection. */
async function command(url: string, text: string) {
  const { connect } = await import("node:net");
  return new Promise<{ reply: string } | null>((resolve) => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1", () => socket.write(`${text}\r\n`));
    const limit = setTimeout(() => end(null), 2_000);
    const end = (reply: string | null) => {
      clearTimeout(limit);
      socket.destroy();
      resolve(reply === null ? null : { reply });
    };
    socket.on("data", (bytes) => end(bytes.toString().trim()));
    socket.on("error", () => end(null));
  });
}
