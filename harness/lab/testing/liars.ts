import type { FindingKind } from "../../../rows/client/row.ts";

/** A client of ours with one fault: the row that shows it, and what the judge has to call it. */
export interface ClientLiar {
  readonly fault: string;
  readonly row: string;
  readonly finding: FindingKind;
}

export const clientLiars: readonly ClientLiar[] = [
  { fault: "no-cursor", row: "cut-once", finding: "cursor-missing" },
  { fault: "forgets-cursor", row: "cut-again", finding: "cursor-missing" },
  { fault: "forgets-at-redirect", row: "307-at-resume", finding: "cursor-missing" },
  { fault: "own-id-only", row: "cursor-kept", finding: "cursor-missing" },
  { fault: "keeps-bom", row: "form-bom", finding: "cursor-missing" },
  { fault: "first-cursor", row: "cut-often", finding: "cursor-stale" },
  { fault: "ignores-empty-id", row: "cursor-reset", finding: "cursor-stale" },
  { fault: "ids-from-events", row: "cursor-without-data", finding: "cursor-stale" },
  { fault: "highest-id", row: "restarted", finding: "cursor-stale" },
  { fault: "id-at-line", row: "cut-in-line", finding: "cursor-too-new" },
  { fault: "ids-as-numbers", row: "cursor-leading-zero", finding: "cursor-too-new" },
  { fault: "encodes-ids", row: "cursor-opaque", finding: "cursor-too-new" },
  { fault: "counts", row: "cursor-none", finding: "cursor-too-new" },
  { fault: "takes-null", row: "cursor-null", finding: "gave-up" },
  { fault: "end-is-end", row: "ended-early", finding: "gave-up" },
  { fault: "gives-up", row: "cut-once", finding: "gave-up" },
  { fault: "hangs", row: "cut-once", finding: "hangs" },
  { fault: "flushes-at-end", row: "cut-before-blank-line", finding: "half-event" },
  { fault: "flushes-at-end", row: "ended-before-blank-line", finding: "half-event" },
  { fault: "flushes-at-end", row: "cut-in-line", finding: "half-event" },
  { fault: "splits-characters", row: "form-bytes", finding: "corrupted" },
  { fault: "splits-crlf", row: "form-crlf", finding: "corrupted" },
  { fault: "joins-without-break", row: "form-data-lines", finding: "corrupted" },
  { fault: "last-line", row: "form-data-lines", finding: "corrupted" },
  { fault: "trims", row: "form-two-spaces", finding: "corrupted" },
  { fault: "prefix-fields", row: "form-unknown-fields", finding: "corrupted" },
  { fault: "keeps-type", row: "form-types", finding: "corrupted" },
  { fault: "delivers-empty", row: "form-without-data", finding: "corrupted" },
  { fault: "delivers-comments", row: "form-comments", finding: "corrupted" },
  { fault: "reads-any-type", row: "wrong-type-at-start", finding: "corrupted" },
  { fault: "changes-text", row: "whole", finding: "corrupted" },
  { fault: "keeps-buffer", row: "cut-in-line", finding: "lost" },
  { fault: "keeps-decoder", row: "cut-in-character", finding: "corrupted" },
  { fault: "lf-only", row: "form-cr", finding: "lost" },
  { fault: "needs-space", row: "form-no-space", finding: "lost" },
  { fault: "drops-empty", row: "form-empty-data", finding: "lost" },
  { fault: "drops-one", row: "whole", finding: "lost" },
  { fault: "delivers-twice", row: "whole", finding: "duplicated" },
  { fault: "swaps", row: "whole", finding: "reordered" },
  { fault: "crosses-streams", row: "whole", finding: "foreign" },
  { fault: "ignores-204", row: "204-at-resume", finding: "retried-for-good" },
  { fault: "ignores-410", row: "410-at-resume", finding: "retried-for-good" },
  { fault: "ignores-retry", row: "retry", finding: "came-too-soon" },
  { fault: "first-retry", row: "retry-changed", finding: "came-too-soon" },
  { fault: "any-retry", row: "retry-invalid", finding: "came-too-soon" },
  { fault: "ignores-retry-after", row: "503-at-resume", finding: "came-too-soon" },
  { fault: "ignores-retry-after", row: "429-at-start", finding: "came-too-soon" },
  { fault: "hammers", row: "away-at-start", finding: "hammers" },
  { fault: "hammers", row: "away-at-resume", finding: "hammers" },
  { fault: "loses-credentials", row: "cut-once", finding: "lost-credentials" },
  { fault: "changes-method", row: "cut-once", finding: "changed-request" },
  { fault: "changes-accept", row: "cut-once", finding: "changed-request" },
];

/** Clients that are odd and right: none of them may be accused of anything, in any row. */
export const honestHabits: readonly { readonly habit: string; readonly rows: readonly string[] }[] = [
  { habit: "none", rows: ["cut-again", "cursor-utf8", "form-mixed-line-ends", "retry", "204-at-resume", "restarted"] },
  { habit: "reports-nothing", rows: ["cut-once", "cut-again", "cut-in-line", "reset", "cursor-kept", "410-at-resume"] },
  { habit: "holds-output", rows: ["cut-once", "cut-again", "cut-in-line", "cursor-kept", "overlap"] },
  { habit: "late-reports", rows: ["cut-once", "cut-again", "cut-often", "cut-before-blank-line"] },
  { habit: "posts", rows: ["whole", "cut-once", "form-bytes"] },
  { habit: "data-alone", rows: ["cut-once", "form-types", "cursor-kept"] },
  { habit: "parses-data", rows: ["cut-once", "form-data-lines", "form-empty-data"] },
  { habit: "prints-other-things", rows: ["cut-once", "form-pieces"] },
  { habit: "waits-longer", rows: ["retry", "retry-changed", "cut-again"] },
  { habit: "leaves-silence", rows: ["silent", "silent-at-start", "slow"] },
  { habit: "changes-over", rows: ["silent", "silent-at-start"] },
  { habit: "literal-ids", rows: ["cursor-kept", "cut-again", "form-without-data"] },
  { habit: "cursor-in-query", rows: ["cut-once", "cut-again", "307-at-resume"] },
  { habit: "no-credentials", rows: ["cut-once", "401-at-start"] },
  { habit: "retries-refusals", rows: ["500-at-start", "401-at-resume", "404-at-resume", "wrong-type-at-resume"] },
  { habit: "starts-anew", rows: ["410-at-resume", "cut-once"] },
];

/** Clients that do what the standard leaves open: it is told, under this name. */
export const openHabits: readonly { readonly fault: string; readonly row: string; readonly what: string }[] = [
  { fault: "opens-two", row: "slow", what: "double-connection" },
];
