/** A process's part of the plan: stream `s` belongs to it when `s % of` is `index`. */
export interface ShardOf {
  readonly index: number;
  readonly of: number;
}

/**
 * k6's execution segment as one of equal parts: "1/4:1/2" is the second of four. Without one: the whole.
 *
 * @returns null when the segment is not one of equal parts
 */
export function readSegment(text: string | null | undefined): ShardOf | null {
  if (text === null || text === undefined || text === "") return { index: 0, of: 1 };
  const [first, second] = text.split(":");
  const from = second === undefined ? 0 : fraction(first);
  const to = fraction(second ?? first);
  if (from === null || to === null || to <= from) return null;
  const of = Math.round(1 / (to - from));
  const index = Math.round(from * of);
  const near = (a: number, b: number) => Math.abs(a - b) < 1e-6;
  return near(to - from, 1 / of) && near(from, index / of) && index < of ? { index, of } : null;
}

/** "3/4", "0.75", "75%" or "1", as k6 writes them. */
function fraction(text: string | undefined): number | null {
  const match = /^(\d+(?:\.\d+)?)(?:\/(\d+)|(%))?$/.exec(text ?? "");
  if (!match) return null;
  return Number(match[1]) / (match[3] ? 100 : Number(match[2] ?? 1));
}

/** A part of a part: the outer part's streams `s` for which `s / outer.of`, rounded down, belongs to the inner part. */
export function partOf(outer: ShardOf, inner: ShardOf): ShardOf {
  return { index: outer.index + outer.of * inner.index, of: outer.of * inner.of };
}
