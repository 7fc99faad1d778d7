import type { FindingPlace } from "./place.ts";

/**
 * What the checker finds.
 *
 * - `foreign`, the worst: an event that shows itself to be of another stream, so it is somebody else's data.
 * - `lost`, `duplicated`, `reordered`, `corrupted`, `phantom`: see docs/glossary.md.
 * - `misnumbered`: an id is missing, used again or skipped, while the payloads prove that nothing else is wrong.
 * - `wrongly-accepted`, `wrongly-refused`: an attempt had to be refused, or had to be refused in another way.
 * - `not-a-stream`: a 200 is not an event stream. `unexpected-status`: the protocol does not have this status.
 * - `leaked`: an error body holds a secret or a token.
 * - `ended-early`: the server closed in good order before the last event. `stalled`: no event for longer than the limit.
 * - `unfinished`: a client used up its attempts and never saw the end. `unresumable`: it was cut before it had a token, because the
 *   server said that resume is unavailable; this counts as an error.
 */
export const findingKinds = [
  "foreign",
  "lost",
  "duplicated",
  "reordered",
  "corrupted",
  "phantom",
  "misnumbered",
  "wrongly-accepted",
  "wrongly-refused",
  "not-a-stream",
  "unexpected-status",
  "leaked",
  "ended-early",
  "stalled",
  "unfinished",
  "unresumable",
] as const;

export type FindingKind = (typeof findingKinds)[number];

/**
 * What exactly was found, for programs: a code and its numbers. The sentence beside it (`text`) is for people; it may be
 * reworded at any time, so no program reads it.
 */
export type FindingDetail =
  // foreign
  | { readonly code: "of-another-stream" }
  // lost
  | { readonly code: "never-came"; readonly from: number; readonly to: number }
  | { readonly code: "payloads-missing"; readonly payloads: number }
  /** The parts of a document, joined, are not the whole: a length in UTF-16 units of each. Of all four kinds. */
  | { readonly code: "document-differs"; readonly parts: number; readonly whole: number }
  // duplicated
  | { readonly code: "sent-after-cursor"; readonly cursor: number }
  | { readonly code: "sent-twice" }
  | { readonly code: "payload-again"; readonly index: number }
  | { readonly code: "final-again" }
  // reordered
  | { readonly code: "came-late"; readonly after: number }
  // corrupted
  | { readonly code: "other-bytes-again" }
  | { readonly code: "other-content" }
  | { readonly code: "other-index"; readonly index: number; readonly expected: number }
  | { readonly code: "final-does-not-fit" }
  | { readonly code: "not-readable"; readonly after: number }
  // phantom
  | { readonly code: "foreign-event" }
  | { readonly code: "after-final" }
  // misnumbered
  | { readonly code: "old-id" }
  | { readonly code: "no-id"; readonly after: number }
  | { readonly code: "ids-skipped"; readonly from: number; readonly to: number }
  // answers
  | { readonly code: "accepted-forbidden"; readonly status: number }
  | { readonly code: "refused-otherwise"; readonly status: number }
  /** A token was called expired with `leftSec` of its life left. */
  | { readonly code: "expired-too-early"; readonly leftSec: number }
  | { readonly code: "wrong-type" }
  /** The answer came and could not be decoded. */
  | { readonly code: "unreadable" }
  | { readonly code: "unknown-status"; readonly status: number }
  | { readonly code: "secret-in-body"; readonly status: number }
  // ends
  | { readonly code: "closed-early"; readonly events: number }
  | { readonly code: "silent"; readonly silentMs: number }
  | { readonly code: "read-limit" }
  | { readonly code: "never-finished" }
  | { readonly code: "no-token"; readonly told: 0 | 1 };

/** A detail with its sentence, as the one who finds it tells it. */
export type Told = FindingDetail & { readonly text: string };

/** A finding without its stream and place, which are added later. */
export type ToldFinding = Told & { readonly kind: FindingKind };

/** Called once for each finding. `seq`: -1 when it is about no single event. `count`: how many events it stands for. */
export type ReportFinding = (kind: FindingKind, seq: number, told: Told, count?: number) => void;

export interface Finding {
  readonly kind: FindingKind;
  readonly detail: FindingDetail;
  /** Null where its stream got no answer. */
  readonly place: FindingPlace | null;
  readonly stream: number;
  readonly requestId: string | null;
  /** The event's seq, or -1 when it is about no single event. */
  readonly seq: number;
  /** One sentence for people. */
  readonly text: string;
}

/** So many findings are kept with all that they say. The counts are of all findings. */
const keep = 20;

/** Counts findings and keeps the first by stream and seq, in whatever order they come. */
export class FindingTally {
  readonly counts: Record<FindingKind, number> = Object.fromEntries(findingKinds.map((kind) => [kind, 0])) as Record<
    FindingKind,
    number
  >;
  #rows: Finding[] = [];

  add(finding: Finding, count = 1): void {
    this.counts[finding.kind] += count;
    this.#rows.push(finding);
    if (this.#rows.length > 16 * keep) this.#rows = this.first();
  }

  first(): Finding[] {
    return this.#rows.sort(inOrder).slice(0, keep);
  }
}

function inOrder(a: Finding, b: Finding): number {
  return (
    a.stream - b.stream ||
    a.seq - b.seq ||
    findingKinds.indexOf(a.kind) - findingKinds.indexOf(b.kind) ||
    (a.text < b.text ? -1 : 1)
  );
}
