import type { ClientLiar } from "./liars.ts";

/** Clients of draft-graph with one fault each. */
export const draftLiars: readonly ClientLiar[] = [
  { fault: "ignores-refusals", row: "token-expired", finding: "retried-for-good" },
  { fault: "ignores-refusals", row: "secret-rotated", finding: "retried-for-good" },
  { fault: "ignores-refusals", row: "buffer-trimmed", finding: "retried-for-good" },
  { fault: "ignores-refusals", row: "state-lost", finding: "retried-for-good" },
  { fault: "gives-up", row: "token-expired", finding: "did-not-start-anew" },
  { fault: "gives-up", row: "secret-rotated", finding: "did-not-start-anew" },
  { fault: "anew-at-once", row: "redis-away", finding: "cursor-missing" },
  { fault: "ignores-retry-after", row: "redis-away", finding: "came-too-soon" },
  { fault: "ignores-retry-after", row: "rate-limited", finding: "came-too-soon" },
  { fault: "ignores-retry-after", row: "draining", finding: "came-too-soon" },
  { fault: "anew-after-cut", row: "draft-cut", finding: "cursor-missing" },
  { fault: "no-token", row: "draft-cut", finding: "cursor-missing" },
  { fault: "forges-token", row: "draft-cut", finding: "cursor-too-new" },
  { fault: "first-token", row: "draft-cut-again", finding: "cursor-stale" },
  { fault: "shows-twice", row: "draft-cut", finding: "duplicated" },
  { fault: "loses-key", row: "draft-cut", finding: "lost-credentials" },
];
