import type { FaceResult, Results, Summary } from "../../harness/gate/results.ts";

/** Counts that have to be 0, each a gate. */
export const defects = [
  "foreign",
  "lost",
  "duplicated",
  "reordered",
  "corrupted",
  "phantom",
  "misnumbered",
  "wrongly_accepted",
  "wrongly_refused",
  "protocol_violations",
  "unfinished",
] as const satisfies readonly (keyof Summary)[];

/** Counts add up over faces; percentiles and rates do not. */
const counted = [
  "streams_started",
  "resume_attempts",
  "resume_eligible",
  "resume_successes",
  "buffer_trims",
  "events_received",
  "errors_total",
  ...defects,
] as const satisfies readonly (keyof Summary)[];

type FaceCounts = Readonly<Record<(typeof counted)[number], number>>;

export interface Shared {
  readonly a: FaceCounts;
  readonly b: FaceCounts;
  /** Both runs had the same green faces. */
  readonly same: boolean;
  readonly notes: readonly string[];
}

/** The counts of the faces that have to be green and that both runs have. */
export function sharedCounts(a: Results, b: Results): Shared {
  const [ofA, ofB] = [greenFaces(a), greenFaces(b)];
  const both = [...ofA.keys()].filter((name) => ofB.has(name));
  const onlyA = [...ofA.keys()].filter((name) => !ofB.has(name));
  const onlyB = [...ofB.keys()].filter((name) => !ofA.has(name));
  const notes = [
    ...(onlyA.length > 0 ? [`Only in A, left out: ${onlyA.join(", ")}.`] : []),
    ...(onlyB.length > 0 ? [`Only in B, left out: ${onlyB.join(", ")}.`] : []),
  ];
  return { a: sum(ofA, both), b: sum(ofB, both), same: notes.length === 0, notes };
}

function greenFaces(results: Results): Map<string, FaceResult> {
  const faces = results.scenarios.flatMap((row) =>
    row.faces.map((face) => [`${row.name}.${face.face}`, face] as const),
  );
  return new Map(faces.filter(([, face]) => face.expected === "green" && face.ended !== "missing"));
}

function sum(faces: ReadonlyMap<string, FaceResult>, names: readonly string[]): FaceCounts {
  const total = (key: (typeof counted)[number]) =>
    names.reduce((all, name) => all + (faces.get(name)?.summary[key] ?? 0), 0);
  return Object.fromEntries(counted.map((key) => [key, total(key)])) as FaceCounts;
}
