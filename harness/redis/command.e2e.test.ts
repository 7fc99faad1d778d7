import { afterAll, beforeAll, expect, test } from "vitest";
import type { BreakableRedis } from "./breakable-redis.ts";
import { redisCommand } from "./command.ts";
import { detectRedis } from "./detect-redis.ts";

let redis: BreakableRedis;
beforeAll(async () => {
  const provider = await detectRedis("binary", {});
  redis = await provider.start({ signal: AbortSignal.timeout(30_000) });
});
afterAll(() => redis.dispose());

test.each<{ claim: string; args: [string, ...string[]]; text: string | RegExp }>([
  { claim: "a simple string is its text", args: ["SET", "a", "ö\r\n1"], text: "OK" },
  { claim: "a bulk is its text", args: ["GET", "a"], text: "ö\r\n1" },
  { claim: "nothing is an empty text", args: ["GET", "none"], text: "" },
  { claim: "a number is its digits", args: ["EXISTS", "a"], text: "1" },
  { claim: "an array is a line each", args: ["CONFIG", "GET", "maxmemory"], text: "maxmemory\n0" },
  { claim: "an error keeps its minus", args: ["NOSUCH"], text: /^-ERR unknown command/ },
])("$claim", async ({ args, text }) => {
  const reply = await redisCommand(redis.proxy.port, args);
  if (typeof text === "string") expect(reply).toBe(text);
  else expect(reply).toMatch(text);
});

test("a Redis that is silent, or away, is an error within the limit", async () => {
  await redis.pause();
  await expect(redisCommand(redis.proxy.port, ["PING"], 300)).rejects.toThrow();
  await redis.unpause();
  await redis.kill();
  await expect(redisCommand(redis.proxy.port, ["PING"], 300)).rejects.toThrow();
}, 10_000);
