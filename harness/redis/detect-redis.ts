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
  if (choice === "auto" && env.REDIS_URL) return urlProvider(redisUrl("REDIS_URL", env.REDIS_URL));
  if (/^rediss?:/.test(choice)) return urlProvider(redisUrl("--redis", choice));
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

/** @throws RefusalError (exit 4) without the value: it may hold a password */
function redisUrl(name: string, text: string): URL {
  const url = URL.parse(text);
  if (url && /^rediss?:$/.test(url.protocol)) return url;
  throw new RefusalError(errors.redisUnreachable(`the address in ${name}`, "it is not a redis://HOST:PORT URL"));
}
