import type { RedisLink } from "./redis/redis-link.ts";

/** How often an instance announces itself, in milliseconds (contract, The token: `sse:instances`). */
const everyMs = 5_000;

/** Announces this instance by its URL in Redis, scored in Unix seconds, so that a rotation of keys can find it. */
export function announce(link: RedisLink, url: string): { withdraw(): Promise<void> } {
  const say = () => void link.announce(url, Date.now() / 1_000).catch(() => {}); // Redis is away; announced again when it is back
  say();
  link.on("up", say);
  const timer = setInterval(say, everyMs);
  return {
    async withdraw() {
      clearInterval(timer);
      link.off("up", say);
      await link.withdraw(url).catch(() => {}); // its entry becomes late and is skipped
    },
  };
}
