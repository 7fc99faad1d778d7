import type { ClientLiar } from "./liars.ts";

/** Clients of draft-graph with one fault each. */
export const draftLiars: readonly ClientLiar[] = [
  { fault: "ignores-refusals", row: "token-expired.inject", finding: "retried-for-good" },
  { fault: "ignores-refusals", row: "secret-rotated.inject", finding: "retried-for-good" },
  { fault: "ignores-refusals", row: "buffer-trimmed.inject", finding: "retried-for-good" },
  { fault: "ignores-refusals", row: "state-lost", finding: "retried-for-good" },
  { fault: "gives-up", row: "token-expired.inject", finding: "did-not-start-anew" },
  { fault: "gives-up", row: "secret-rotated.inject", finding: "did-not-start-anew" },
  { fault: "anew-at-once", row: "redis-away.inject", finding: "did-not-resume" },
  { fault: "ignores-retry-after", row: "redis-away.inject", finding: "came-too-soon" },
  { fault: "ignores-retry-after", row: "rate-limited", finding: "came-too-soon" },
  { fault: "ignores-retry-after", row: "draining", finding: "came-too-soon" },
  { fault: "anew-after-cut", row: "draft-cut", finding: "did-not-resume" },
  { fault: "no-token", row: "draft-cut", finding: "cursor-missing" },
  { fault: "forges-token", row: "draft-cut", finding: "cursor-too-new" },
  { fault: "first-token", row: "draft-cut-again", finding: "cursor-stale" },
  { fault: "shows-twice", row: "draft-cut", finding: "duplicated" },
  { fault: "loses-key", row: "draft-cut", finding: "lost-credentials" },
];

/** The same before a real reference server, in which the row's cause happens: one for each cause. */
export const serverLiars: readonly ClientLiar[] = draftLiars.filter(
  ({ fault, row }) => row.endsWith(".inject") && (fault === "ignores-refusals" || fault === "ignores-retry-after"),
);
