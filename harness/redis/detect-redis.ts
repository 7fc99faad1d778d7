import { errors, RefusalError } from "../errors.ts";
import { binaryProvider } from "./binary-provider.ts";
import type { RedisProvider } from "./breakable-redis.ts";
import { containerProvider } from "./container-provider.ts";
import { urlProvider } from "./url-provider.ts";

/**
 * Chooses how Redis is run. `auto`: REDIS_URL if it is set, else Docker if it answers and has an image, else `redis-server`.
 *
 * @throws RefusalError (exit 4) when there is none
 */
export async function detectRedis(
  choice: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<RedisProvider> {
  const url = choice === "auto" ? env.REDIS_URL : choice;
  if (url && /^rediss?:/.test(url)) return urlProvider(url);
  if (choice === "auto" && env.REDIS_URL) {
    throw new RefusalError(errors.redisUnreachable(env.REDIS_URL, "REDIS_URL is not a redis:// URL"));
  }
  const tried: string[] = [];
  for (const [how, find] of [
    ["container", containerProvider],
    ["binary", binaryProvider],
  ] as const) {
    if (choice !== "auto" && choice !== how) continue;
    const found = await find(env);
    if (typeof found !== "string") return found;
    tried.push(found);
  }
  throw new RefusalError(errors.noRedis(tried.join("; ")));
}
