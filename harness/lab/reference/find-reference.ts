import type { ClientRow } from "../../../rows/client/row.ts";
import { RefusalError } from "../../errors.ts";
import { requirePeers } from "../../peers.ts";
import type { RedisProvider } from "../../redis/breakable-redis.ts";
import { detectRedis } from "../../redis/detect-redis.ts";

/** What reference servers are started with; or, as a sentence, why the lab plays their rows itself. */
export type Reference = { readonly provider: RedisProvider; readonly root: string } | string;

/**
 * Looks for a Redis when a row wants one. Without one the lab plays the row, so it is no error unless one was asked for.
 *
 * @param choice `auto`, `container`, `binary`, a redis:// URL, or `none`
 * @throws RefusalError (exit 4) when the Redis that was asked for is not there
 */
export async function findReference(rows: readonly ClientRow[], choice: string, root: string): Promise<Reference> {
  if (choice === "none") return "No Redis was wanted (--redis none).";
  if (!rows.some(({ reference }) => reference !== undefined)) return "";
  try {
    requirePeers("server");
    return { provider: await detectRedis(choice, process.env), root };
  } catch (error) {
    if (choice !== "auto" || !(error instanceof RefusalError)) throw error;
    return error.message;
  }
}
