import type { HistoryRecord } from "../../../history/records.ts";
import { faceRecords, goodFace, many } from "../history.ts";
import { asked, ended, expired, fault, fixed, inject, note, orderly, refused } from "./made-records.ts";

/** Runs that lack something, and what is reported beside a verdict. By claim: the histories of its faces. */
export const incompleteRuns: Readonly<Record<string, () => HistoryRecord[][]>> = {
  "a fixed face is missing": () => [inject(many(250, () => expired))],
  "an inject face is missing": () => [fixed()],
  "the last record is missing": () => [goodFace({ end: null })],
  "records missing": () => [goodFace().toSpliced(700, 2)],
  "records too many": () => [ended(goodFace(), { records: 7 })],
  "interrupted in one face of two": () => [
    goodFace({ scenario: "a", faces: ["a.fixed", "b.fixed"], end: "interrupted" }),
    goodFace({ scenario: "b", faces: ["a.fixed", "b.fixed"] }),
  ],
  "could not be run": () => [faceRecords([], { end: "failed", more: [note("error", "PORT_TAKEN")] })],
  "bad usage": () => [faceRecords([], { end: "failed", more: [note("error", "BAD_USAGE")] })],
  "a warning alone": () => [goodFace({ more: [note("warn", "NO_REDIS")] })],
  "an error of the harness": () => [goodFace({ more: [note("error", "HARNESS_CRASHED")] })],
  "reasons of both kinds, worst first": () => [
    faceRecords(
      many(100, (s) => (s === 9 ? { second: (seqs) => seqs.toSpliced(2, 1) } : {})),
      { scenario: "a", faces: ["a.fixed", "b.fixed", "c.fixed"], more: [note("error", "X")] },
    ),
    goodFace({ scenario: "b", faces: ["a.fixed", "b.fixed", "c.fixed"], planned: 999 }),
    faceRecords(
      many(250, (s) => (s === 9 ? { second: (seqs) => seqs.toSpliced(2, 1) } : {})),
      { scenario: "c", faces: ["a.fixed", "b.fixed", "c.fixed"] },
    ),
  ],
  "phases of attempts": () => [
    faceRecords(
      many(250, (s) => (s % 5 === 0 ? { ...refused, resumeAt: 100 + s } : { resumeAt: 100 + 2 * s })),
      {
        expect: { faults: ["redis-killed"] },
        more: [
          fault("started", orderly.from - 2_800),
          fault("proved", 250, "redis-killed", "gone"),
          fault("ended", 350),
        ],
      },
    ),
  ],
  "tolerated findings": () => [
    faceRecords(
      many(250, (s) => (s === 9 ? { second: (seqs) => seqs.toSpliced(2, 1) } : {})),
      { expect: { tolerate: ["lost"] } },
    ),
  ],
  "what was asked for": () => [
    asked(goodFace(), {
      scenarios: ["baseline"],
      set: ["a.b.C=1"],
      streams: 5,
      rate: 2,
      durationMs: 9_000,
      realTime: true,
      engine: "k6",
    }),
  ],
  "what was asked for, without times": () => [asked(goodFace(), { scenarios: [], set: [], engine: "own" })],
};
