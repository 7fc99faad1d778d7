import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defaultRetry, mayRetry, type Outcome, waitMs } from "./retry.ts";

const outcome = (status: number | null, headers: Partial<Outcome> = {}): Outcome => ({
  status,
  retryAfter: null,
  rateLimitReset: null,
  ...headers,
});
const now = Date.parse("2026-03-01T00:00:00Z");

test.each([
  { status: 429, makes: true, again: true },
  { status: 429, makes: false, again: true },
  { status: 503, makes: false, again: true },
  { status: 500, makes: true, again: false },
  { status: null, makes: false, again: true },
  { status: null, makes: true, again: false },
  { status: 400, makes: false, again: false },
  { status: 403, makes: false, again: false },
])("status $status, when something is made ($makes), is tried again: $again", ({ status, makes, again }) => {
  expect(mayRetry(outcome(status), makes)).toBe(again);
});

describe("the wait", () => {
  test.each([
    { claim: "is what Retry-After says in seconds", headers: { retryAfter: "3" }, ms: 3_000 },
    { claim: "or as a date", headers: { retryAfter: "Sun, 01 Mar 2026 00:00:20 GMT" }, ms: 20_000 },
    { claim: "which may be over", headers: { retryAfter: "Sun, 01 Mar 2020 00:00:20 GMT" }, ms: 0 },
    { claim: "or what X-RateLimit-Reset says", headers: { rateLimitReset: "7" }, ms: 7_000 },
    { claim: "Retry-After before it", headers: { retryAfter: "0", rateLimitReset: "7" }, ms: 0 },
    { claim: "and nonsense is ignored", headers: { retryAfter: "soon" }, ms: 250 },
  ])("$claim", ({ headers, ms }) => {
    expect(waitMs(1, outcome(429, headers), defaultRetry, { now, chance: 0 })).toBe(ms);
  });

  test("doubles otherwise, between half and the whole of it", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.double({ min: 0, max: 1, noNaN: true }), (tried, chance) => {
        const full = 500 * 2 ** (tried - 1);
        const wait = waitMs(tried, outcome(500), defaultRetry, { now, chance });
        expect(wait).toBeGreaterThanOrEqual(full / 2);
        expect(wait).toBeLessThanOrEqual(full);
      }),
    );
  });
});
