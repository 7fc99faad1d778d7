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
  { claim: "a simple string is returned as text", args: ["SET", "a", "ö\r\n1"], text: "OK" },
  { claim: "a bulk string is returned as text", args: ["GET", "a"], text: "ö\r\n1" },
  { claim: "null is returned as an empty text", args: ["GET", "none"], text: "" },
  { claim: "a number is returned as digits", args: ["EXISTS", "a"], text: "1" },
  {
    claim: "an array is returned with one line for each element",
    args: ["CONFIG", "GET", "maxmemory"],
    text: "maxmemory\n0",
  },
  { claim: "an error is returned with its minus", args: ["NOSUCH"], text: /^-ERR unknown command/ },
])("$claim", async ({ args, text }) => {
  const reply = await redisCommand(redis.proxy.port, args);
  if (typeof text === "string") expect(reply).toBe(text);
  else expect(reply).toMatch(text);
});

test("throws within the limit when Redis is paused or gone", async () => {
  await redis.pause();
  await expect(redisCommand(redis.proxy.port, ["PING"], 300)).rejects.toThrow();
  await redis.unpause();
  await redis.kill();
  await expect(redisCommand(redis.proxy.port, ["PING"], 300)).rejects.toThrow();
}, 10_000);
