import { errors, RefusalError } from "../errors.ts";
import { withoutCredentials } from "../secrets.ts";
import type { BreakableRedis, RedisProvider } from "./breakable-redis.ts";
import { createFaultProxy, type FaultProxy } from "./fault-proxy.ts";
import { answersPing } from "./ping.ts";

/**
 * A Redis that the user runs, shared by all faces. It is never harmed: outages happen in our proxy in front of it, and we
 * write only the keys of our streams, which expire by themselves.
 */
export function urlProvider(url: URL): RedisProvider {
  if (url.protocol === "rediss:") {
    throw new RefusalError(
      errors.badUsage(
        `${withoutCredentials(url)} needs TLS, which the fault proxy in front of Redis does not support.`,
        "Give a redis:// URL, or leave it out to use Docker or a local redis-server.",
      ),
    );
  }
  const target = { host: url.hostname.replace(/^\[|\]$/g, ""), port: Number(url.port || 6379) };
  return {
    how: "url",
    describe: `url ${withoutCredentials(url)}`,
    async start() {
      const proxy = await createFaultProxy(target);
      if (!(await answersPing(proxy.port, 3_000))) {
        await proxy.close();
        throw new RefusalError(errors.redisUnreachable(withoutCredentials(url), "PING was not answered within 3 s"));
      }
      const through = new URL(url);
      through.hostname = "127.0.0.1";
      through.port = String(proxy.port);
      return behindProxy(through.href, url.href, proxy);
    },
  };
}

function behindProxy(url: string, directUrl: string, proxy: FaultProxy): BreakableRedis {
  return {
    how: "url",
    url,
    directUrl,
    proxy,
    answers: () => answersPing(proxy.port),
    kill: () => proxy.refuse(true),
    stop: () => proxy.refuse(true),
    restart: () => proxy.refuse(false),
    pause: async () => proxy.blackhole(true),
    unpause: async () => proxy.blackhole(false),
    dispose: () => proxy.close(),
  };
}
