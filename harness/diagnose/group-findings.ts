import type { FaceResult, FindingRow, Summary, Where } from "../gate/results.ts";
import type { FaceEvidence } from "./evidence.ts";

/** All findings of one kind in one face. */
export interface FindingGroup {
  /** `scenario.face`. */
  readonly face: string;
  readonly kind: string;
  /** How many events or attempts; `atLeast` when the results keep only the first rows and no count of this kind. */
  readonly count: number;
  /** The number of streams in the rows that the results keep. */
  readonly streams: number;
  readonly atLeast: boolean;
  /** Where in their streams the findings are, the most frequent first; empty when the results do not say. */
  readonly where: readonly { readonly where: Where; readonly count: number }[];
  /** What all rows have in common; null when they differ or the results do not say. */
  readonly instance: string | null;
  readonly cut: number | null;
  readonly moment: Moment | null;
  /** The first one. Its stream is the best one to replay. */
  readonly first: FindingRow;
}

/** When the rows were found, in milliseconds since the face's start. */
export interface Moment {
  readonly fromMs: number;
  readonly toMs: number;
  /** The faults that lasted the whole time. */
  readonly during: readonly string[];
}

/** The most rows that the results keep; with so many there may be more. */
const mostRows = 20;
/** Findings this close together share a moment, in milliseconds. */
const momentMs = 1_000;

/** The findings of these faces by kind, the most frequent first. What a face's fault causes by design is left out. */
export function groupFindings(faces: readonly FaceEvidence[]): FindingGroup[] {
  return faces.flatMap(({ id, result }) => ofFace(id, result)).sort((a, b) => b.count - a.count);
}

function ofFace(face: string, result: FaceResult): FindingGroup[] {
  const rows = result.findings.filter(({ tolerated }) => tolerated !== true);
  const kinds = Map.groupBy(rows, ({ kind }) => kind);
  return [...kinds].map(([kind, mine]) => {
    const counted = countOf(kind, result.summary);
    return {
      face,
      kind,
      count: Math.max(counted ?? 0, mine.length),
      streams: new Set(mine.map(({ stream }) => stream)).size,
      atLeast: rows.length >= mostRows,
      where: whereOf(mine),
      instance: shared(mine, ({ place }) => place?.instance),
      cut: shared(mine, ({ place }) => place?.cut),
      moment: momentOf(mine, result),
      first: mine[0] as FindingRow,
    };
  });
}

/** The total, if the summary has a count of this kind. */
function countOf(kind: string, summary: Summary): number | null {
  const count: unknown = (summary as unknown as Record<string, unknown>)[kind.replaceAll("-", "_")];
  return typeof count === "number" ? count : null;
}

function whereOf(rows: readonly FindingRow[]): FindingGroup["where"] {
  const places = Map.groupBy(
    rows.flatMap(({ place }) => (place ? [place.where] : [])),
    (where) => where,
  );
  return [...places].map(([where, all]) => ({ where, count: all.length })).sort((a, b) => b.count - a.count);
}

/** The value that all rows share, or null. */
function shared<T>(rows: readonly FindingRow[], of: (row: FindingRow) => T | undefined): T | null {
  const [first, ...others] = rows.map(of);
  return first !== undefined && others.every((other) => other === first) ? first : null;
}

function momentOf(rows: readonly FindingRow[], { faults }: FaceResult): Moment | null {
  const times = rows.flatMap(({ place }) => (place ? [place.at_ms] : []));
  if (times.length < rows.length) return null;
  const fromMs = times.reduce((least, at) => Math.min(least, at));
  const toMs = times.reduce((most, at) => Math.max(most, at));
  const during = faults.filter(
    ({ proved_ms, ended_ms }) =>
      proved_ms !== null && proved_ms <= fromMs && toMs <= (ended_ms ?? Number.POSITIVE_INFINITY),
  );
  if (during.length === 0 && toMs - fromMs > momentMs) return null;
  return { fromMs, toMs, during: during.map(({ name }) => name) };
}
