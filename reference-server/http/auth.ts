import { createHash, timingSafeEqual } from "node:crypto";
import { refuse } from "./api-error.ts";

/** A hash of an API key: what a token carries as `sub`, and what a rate limit counts by. */
export function hashKey(key: string): string {
  return createHash("sha256").update(`resume-gate api key:${key}`).digest("hex").slice(0, 32);
}

/**
 * Checks `X-Olumi-Assist-Key` against `ASSIST_API_KEYS`, all of them and in constant time.
 *
 * @returns the key's hash, or null when authentication is off
 * @throws ApiError 401 UNAUTHENTICATED
 */
export function authenticate(sent: string | undefined, keys: readonly string[]): string | null {
  if (keys.length === 0) return null;
  const given = Buffer.from(hashKey(sent ?? ""));
  let accepted: string | null = null;
  for (const key of keys) {
    const hash = hashKey(key);
    if (timingSafeEqual(Buffer.from(hash), given)) accepted = hash;
  }
  if (accepted === null || !sent) throw refuse.unauthenticated();
  return accepted;
}
