/**
 * What the checker finds.
 *
 * The first five are the glossary's (contract). `misnumbered`: an id that is missing, used again or skipped while the
 * payloads prove that nothing else is wrong. `wrongly-accepted`, `wrongly-refused`: an attempt that had to be refused, or
 * had to be refused in another way. `not-a-stream`: a 200 that is no event stream. `unexpected-status`: one that the
 * contract does not know. `leaked`: a secret or token in an error body. `ended-early`: closed in good order before the last
 * event. `stalled`: no event for longer than the limit. `unfinished`: a client that kept coming back never saw the end.
 * `unresumable`: cut without ever having had a token, as the server said that resume is unavailable; it counts as an error.
 */
export const findingKinds = [
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

export interface Finding {
  readonly kind: FindingKind;
  readonly stream: number;
  readonly requestId: string | null;
  /** The event's seq, or -1 when it is about no single event. */
  readonly seq: number;
  /** One sentence for people. */
  readonly text: string;
}

/** Findings that are kept whole. The counts are of all. */
const keep = 20;

/** Counts findings and keeps the first by stream and seq, whatever the order in which they come. */
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
