/** How often, and how long, a request is tried. */
export interface RetryLimits {
  readonly attempts: number;
  readonly firstWaitMs: number;
  /** If the wait would be longer than this, the request is given up. */
  readonly longestWaitMs: number;
  /** For one attempt. */
  readonly timeoutMs: number;
}
export const defaultRetry: RetryLimits = { attempts: 5, firstWaitMs: 500, longestWaitMs: 60_000, timeoutMs: 15_000 };

export interface Outcome {
  /** Null: no answer. */
  readonly status: number | null;
  readonly retryAfter: string | null;
  readonly rateLimitReset: string | null;
}

/**
 * Whether asking again can help: after no answer, "too many requests" or a server's error. A request that makes something is repeated
 * only when it certainly made nothing, because otherwise the thing would exist twice.
 */
export function mayRetry(outcome: Outcome, makes: boolean): boolean {
  const { status } = outcome;
  if (status === 429) return true;
  return !makes && (status === null || status >= 500);
}

/**
 * The wait before attempt `tried + 1`, in milliseconds: what the server asks for (`Retry-After`, RFC 9110 section 10.2.3,
 * seconds or a date; else Datadog's `X-RateLimit-Reset`, seconds), otherwise twice as long each time, with jitter.
 *
 * @param chance from 0 up to 1
 */
export function waitMs(
  tried: number,
  outcome: Outcome,
  { firstWaitMs }: RetryLimits,
  { now, chance }: { readonly now: number; readonly chance: number },
): number {
  const asked = askedMs(outcome, now);
  if (asked !== null) return asked;
  const full = firstWaitMs * 2 ** (tried - 1);
  return Math.round(full / 2 + (full / 2) * chance);
}

function askedMs({ retryAfter, rateLimitReset }: Outcome, now: number): number | null {
  for (const text of [retryAfter, rateLimitReset]) {
    if (text === null) continue;
    if (/^\d+(\.\d+)?$/.test(text.trim())) return Math.ceil(Number(text) * 1_000);
    const date = Date.parse(text);
    if (!Number.isNaN(date)) return Math.max(0, date - now);
  }
  return null;
}
