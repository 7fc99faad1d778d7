import { expect, test } from "vitest";
import type { FaceName } from "../history/face-info.ts";
import type { FaultRecord, HistoryRecord } from "../history/records.ts";
import type { RunSettings } from "../history/run-info.ts";
import { judge } from "./judge.ts";
import type { FaceResult, Gate, Results } from "./results.ts";
import {
  faceRecords,
  goodFace,
  type MadeFace,
  type MadeStream,
  streamRecords,
  toText,
  withFiles,
} from "./testing/history.ts";

/**
 * What the judge says about made-up runs, as a file to read: a changed rule or sentence shows there, line by line. Read every
 * changed line before you accept it (`vitest -u`).
 */
const many = (count: number, stream: (s: number) => MadeStream = () => ({})) =>
  Array.from({ length: count }, (_, s) => streamRecords(s, stream(s))).flat();
const code = "STREAM_STATE_NOT_FOUND";
const refused: MadeStream = { answers: [{ status: 404, code }] };
const expired: MadeStream = { answers: [{ status: 410, code: "RESUME_TOKEN_EXPIRED" }], resumeAt: 1_000_000 };
const fault = (what: FaultRecord["what"], at: number, name = "redis-killed", observed?: string): FaultRecord => ({
  k: "fault",
  name,
  what,
  at,
  ...(observed === undefined ? {} : { observed }),
});
const proved = [fault("started", 100), fault("proved", 150, "redis-killed", "PING refused"), fault("ended", 400)];
const note = (level: "warn" | "error", noteCode: string): HistoryRecord => ({
  k: "note",
  at: 5,
  level,
  code: noteCode,
  text: "Something is wrong",
});
const telemetry = (name: string, count: number): HistoryRecord => ({
  k: "telemetry",
  name,
  count,
  firstAt: 1,
  lastAt: 2,
});
const changed = (records: readonly HistoryRecord[], change: (record: HistoryRecord) => HistoryRecord) =>
  records.map(change);
const ended = (records: readonly HistoryRecord[], end: Partial<Extract<HistoryRecord, { k: "end" }>>) =>
  changed(records, (record) => (record.k === "end" ? { ...record, ...end } : record));
const limited = (records: readonly HistoryRecord[], limits: object) =>
  changed(records, (record) =>
    record.k === "head"
      ? { ...record, face: { ...record.face, limits: { ...record.face.limits, ...limits } } }
      : record,
  );
const asked = (records: readonly HistoryRecord[], options: RunSettings) =>
  changed(records, (record) => (record.k === "head" ? { ...record, run: { ...record.run, options } } : record));
const inject = (records: readonly HistoryRecord[], made: MadeFace = {}) =>
  faceRecords(records, { face: "inject", faces: ["made-up.inject", "made-up.fixed"], ...made });
const fixed = (made: MadeFace = {}) => goodFace({ faces: ["made-up.inject", "made-up.fixed"], ...made });
const dropped = (count: number): HistoryRecord[] =>
  Array.from({ length: count }, () => ({ k: "dropped", due: 3, reason: "late" }));
const uncut = (s: number, whole: boolean) =>
  streamRecords(s, { role: "uncut" }).map((record): HistoryRecord => {
    if (whole) return record;
    if (record.k === "close") return { ...record, why: "error" };
    return record.k === "done" ? { ...record, outcome: "gave-up" } : record;
  });
const withSymptoms = (symptoms: readonly object[], more: Partial<MadeFace["expect"]> = {}) =>
  ({ symptoms: symptoms as never, ...more }) as NonNullable<MadeFace["expect"]>;
const orderly = { from: 3_000, at: 3_100 };

const runs: Readonly<Record<string, () => HistoryRecord[][]>> = {
  "all is correct": () => [goodFace()],
  "at the limit, and too few to prove it": () => [faceRecords(many(250, (s) => (s < 5 ? refused : {})))],
  "just under the limit": () => [faceRecords(many(250, (s) => (s < 6 ? refused : {})))],
  "a limit of 100 %": () => [limited(goodFace(), { resumeSuccessRate: 100 })],
  "no attempt": () => [faceRecords(many(3, () => ({ role: "uncut" })))],
  "attempts, none of which succeeded": () => [faceRecords(many(3, () => refused))],
  "nothing at all": () => [faceRecords([])],
  "each limit crossed": () => [
    limited(
      faceRecords(
        [
          ...many(250, (s) =>
            s % 50 === 0
              ? { answers: [{ status: 500, code: "INTERNAL" }] }
              : s === 3
                ? { answers: [{ partial: true }] }
                : {},
          ),
          ...uncut(900, false),
        ],
        {
          expect: { uncutMustComplete: true },
        },
      ),
      { errorRate: 0.5, reconnectP99Ms: 1, bufferTrimRate: 0.1 },
    ),
  ],
  "each limit just kept": () => [
    limited(faceRecords([...many(250), ...uncut(900, true)], { expect: { uncutMustComplete: true } }), {
      errorRate: 0,
      bufferTrimRate: 0,
      reconnectP99Ms: 2,
    }),
  ],
  "no uncut stream where one was promised": () => [goodFace({ expect: { uncutMustComplete: true } })],
  "findings of many kinds": () => [
    faceRecords(
      many(300, (s) => {
        if (s === 1) return { second: (seqs) => seqs.toSpliced(2, 1) };
        if (s === 2) return { second: (seqs) => [...seqs.slice(0, 2), ...seqs.slice(1)] };
        if (s === 3)
          return { second: (seqs) => [...seqs.slice(0, 1), seqs[2] as number, seqs[1] as number, ...seqs.slice(3)] };
        if (s === 4) return { answers: [{ status: 418 }] };
        if (s === 5) return { answers: [{ status: 200, type: "text/html" }] };
        if (s === 6) return { answers: [{ status: 404, code, leak: "token" }] };
        return s === 7 ? { answers: [{ status: 410, code: "RESUME_TOKEN_EXPIRED" }] } : {};
      }),
    ),
  ],
  "arrivals dropped, 1 %": () => [limited(goodFace({ more: dropped(2) }, 198), { resumeSuccessRate: 90 })],
  "arrivals dropped, over 1 %": () => [goodFace({ more: dropped(3) }, 250)],
  "arrivals dropped that make up the plan": () => [goodFace({ more: dropped(2), planned: 252 })],
  "too few streams": () => [goodFace({ planned: 251 })],
  "green so far, stopped early": () => [ended(goodFace({ planned: 400 }), { stoppedEarly: "hopeless" })],
  "red, stopped early": () => [
    ended(
      faceRecords(
        many(250, (s) => (s < 60 ? refused : {})),
        { planned: 400 },
      ),
      { stoppedEarly: "hopeless" },
    ),
  ],
  "arrivals late": () => [
    changed(goodFace(), (record) =>
      record.k === "conn" && record.c === 0 && record.s < 3 ? { ...record, at: 600 } : record,
    ),
  ],
  "the generator saturated, resumes failing": () => [
    ended(faceRecords(many(250, (s) => (s < 50 ? refused : {}))), { loopDelayP99Ms: 501 }),
  ],
  "arrivals dropped, and resumes failing": () => [
    faceRecords(
      many(250, (s) => (s < 50 ? refused : {})),
      { more: dropped(9) },
    ),
  ],
  "arrivals late, and resumes failing": () => [
    changed(faceRecords(many(250, (s) => (s < 50 ? refused : {}))), (record) =>
      record.k === "conn" && record.c === 0 && record.s < 9 ? { ...record, at: 600 } : record,
    ),
  ],
  "the generator just not saturated": () => [ended(goodFace(), { loopDelayP99Ms: 500 })],
  "the generator saturated in one face of two": () => [
    ended(
      faceRecords(
        many(250, (s) => (s < 50 ? refused : {})),
        { scenario: "a", faces: ["a.fixed", "b.fixed"] },
      ),
      { loopDelayP99Ms: 900 },
    ),
    goodFace({ scenario: "b", faces: ["a.fixed", "b.fixed"] }),
  ],
  "the final graph suffices, and came": () => [
    faceRecords(
      many(250, () => ({ answers: [{ partial: true }], second: (seqs) => seqs.slice(-1) })),
      { expect: { graphSuffices: true } },
    ),
  ],
  "the final graph suffices, and 2.4 % did not come": () => [
    faceRecords(
      many(250, (s) => (s < 6 ? refused : { answers: [{ partial: true }], second: (seqs) => seqs.slice(-1) })),
      {
        expect: { graphSuffices: true },
      },
    ),
  ],
  "the final graph suffices, too few": () => [
    faceRecords(
      many(50, () => ({ answers: [{ partial: true }], second: (seqs) => seqs.slice(-1) })),
      { expect: { graphSuffices: true } },
    ),
  ],
  "the final graph suffices, none asked": () => [
    faceRecords(
      many(2, () => ({ role: "uncut" })),
      { expect: { graphSuffices: true } },
    ),
  ],
  "the final graph suffices in one face of two": () => [
    faceRecords(
      many(250, () => ({ answers: [{ partial: true }], second: (seqs) => seqs.slice(-1) })),
      {
        scenario: "a",
        faces: ["a.fixed", "b.fixed"],
        expect: { graphSuffices: true },
      },
    ),
    goodFace({ scenario: "b", faces: ["a.fixed", "b.fixed"] }),
  ],
  "red with its symptom, then healed": () => [inject(many(250, () => expired)), fixed()],
  "red in the wanted share exactly": () => [inject(many(100, (s) => (s < 90 ? expired : {}))), fixed()],
  "red in less than the wanted share": () => [inject(many(100, (s) => (s < 89 ? expired : {}))), fixed()],
  "red with another symptom": () => [inject(many(250, () => refused)), fixed()],
  "red, and its other gates too": () => [
    limited(inject([...many(250, () => expired), ...uncut(900, false)], { expect: { redGates: ["error_rate"] } }), {
      errorRate: 0,
    }),
    fixed(),
  ],
  "not red": () => [inject(many(250)), fixed()],
  "not red, and saturated": () => [ended(inject(many(250)), { loopDelayP99Ms: 900 }), fixed()],
  "red with its symptom, and saturated": () => [
    ended(inject(many(250, () => expired)), { loopDelayP99Ms: 900 }),
    fixed(),
  ],
  "not red, and not complete": () => [
    inject(many(250), { end: "failed", expect: { telemetry: ["assist.sse.x"] } }),
    fixed(),
  ],
  "red, and no attempt while the fault lasts": () => [
    inject(
      many(250, () => expired),
      { expect: { phase: "fault", faults: ["redis-killed"] }, more: proved },
    ),
    fixed(),
  ],
  "red while the fault lasts": () => [
    inject(
      many(100, (s) => ({ ...refused, resumeAt: s < 60 ? 120 + 5 * s : 500 })),
      {
        expect: withSymptoms(
          [
            { kind: "refused", status: 404, code, reason: "redis_unavailable" },
            { kind: "refused", status: 404, code },
            { kind: "partial" },
            { kind: "lost-connection" },
          ],
          {
            phase: "fault",
            faults: ["redis-killed"],
            telemetry: ["assist.sse.redis_unavailable", "assist.sse.other", "assist.sse.none"],
          },
        ),
        more: [
          ...proved,
          telemetry("assist.sse.redis_unavailable", 2),
          telemetry("assist.sse.redis_unavailable", 3),
          telemetry("assist.sse.none", 0),
        ],
      },
    ),
    fixed(),
  ],
  "a fault that failed": () => [
    inject(
      many(250, () => expired),
      {
        expect: { faults: ["redis-killed", "redis-paused"] },
        more: [
          fault("started", 1),
          fault("failed", 2, "redis-killed", "no way"),
          ...proved.map((each) => ({ ...each, name: "redis-paused" })),
        ],
      },
    ),
    fixed(),
  ],
  "one fault of two was not proved, and nothing is red": () => [
    inject(many(250), { expect: { faults: ["redis-killed", "redis-paused"] }, more: proved }),
    fixed(),
  ],
  "a fault that began and was not proved, and nothing is red": () => [
    inject(many(250), { expect: { faults: ["redis-killed"] }, more: [fault("started", 100), fault("ended", 200)] }),
    fixed(),
  ],
  "a fault that was proved and then failed, and nothing is red": () => [
    inject(many(250), {
      expect: { faults: ["redis-killed"] },
      more: [...proved, fault("failed", 500, "redis-killed", "could not be undone")],
    }),
    fixed(),
  ],
  "a finding as the symptom": () => [
    inject(
      many(250, (s) => (s < 3 ? { answers: [{ status: 410, code: "RESUME_TOKEN_EXPIRED" }] } : {})),
      {
        expect: withSymptoms([{ kind: "found", finding: "wrongly-refused" }], { redGates: ["wrongly_refused"] }),
      },
    ),
    fixed(),
  ],
  "a finding as the symptom, not found": () => [
    inject(
      many(250, () => refused),
      { expect: withSymptoms([{ kind: "found", finding: "wrongly-refused" }]) },
    ),
    fixed(),
  ],
  "a finding of an unknown kind": () => [
    inject(
      many(250, () => refused),
      { expect: withSymptoms([{ kind: "found", finding: "moon" }]) },
    ),
    fixed(),
  ],
  "monitors as the symptom, one of two over its limit": () => [
    inject(many(250), {
      expect: withSymptoms(
        [
          { kind: "disproved", fault: "fill-ratio" },
          { kind: "disproved", fault: "leftover-keys" },
        ],
        { faults: ["fill-ratio", "leftover-keys"] },
      ),
      more: [
        fault("started", 1, "fill-ratio"),
        fault("proved", 2, "fill-ratio", "reading"),
        fault("disproved", 3, "fill-ratio", "0.9 full"),
        fault("started", 1, "leftover-keys"),
        fault("proved", 2, "leftover-keys", "none left"),
      ],
    }),
    fixed(),
  ],
  "a monitor as the symptom, and another one over its limit too": () => [
    inject(many(250), {
      expect: withSymptoms([{ kind: "disproved", fault: "fill-ratio" }], { faults: ["fill-ratio"] }),
      more: [
        fault("started", 1, "fill-ratio"),
        fault("proved", 2, "fill-ratio", "reading"),
        fault("disproved", 3, "fill-ratio", "0.9 full"),
        fault("disproved", 4, "leftover-keys", "9 keys"),
      ],
    }),
    fixed(),
  ],
  "a monitor over its limit in the fixed face": () => [
    inject(many(250, () => expired)),
    fixed({
      expect: withSymptoms([{ kind: "disproved", fault: "other" }], { faults: ["fill-ratio"] }),
      more: [fault("proved", 2, "fill-ratio", "reading"), fault("disproved", 3, "fill-ratio", "0.9 full")],
    }),
  ],
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

/** Runs of which each gate is shown, not only those that did not pass. */
const shownWhole = new Set([
  "all is correct",
  "each limit just kept",
  "the final graph suffices, and came",
  "what was asked for",
]);

const gateLine = ([name, { limit, op, value, low, high, verdict, reason }]: [string, Gate]) =>
  `    ${name}: ${value} ${op} ${limit}${low === undefined ? "" : ` [${low}${high === undefined ? "" : `, ${high}`}]`} ${verdict}: ${reason}`;

function faceLines(row: string, face: FaceResult, all: boolean): string[] {
  const { symptom, ended: how, stopped_early, observed, verdict, expected, face: name, summary } = face;
  return [
    `  ${row}.${name as FaceName} (${expected}): observed ${observed}, ${verdict}, ${how}${stopped_early ? `, stopped: ${stopped_early}` : ""}, took ${summary.duration_ms}`,
    ...face.reasons.map((reason) => `    - ${reason}`),
    ...(symptom
      ? [
          `    symptom ${symptom.verdict}: ${symptom.seen} of ${symptom.attempts} (${symptom.share}), wanted ${symptom.wanted}`,
        ]
      : []),
    `    answers ${JSON.stringify(face.answers)} telemetry ${JSON.stringify(face.telemetry)}`,
    ...face.faults.map((each) => `    fault ${JSON.stringify(Object.values(each))}`),
    ...face.phases.map((each) => `    phase ${JSON.stringify(Object.values(each))}`),
    ...face.findings.map(
      ({ kind, stream, request_id, seq, text }) => `    found ${JSON.stringify([kind, stream, request_id, seq, text])}`,
    ),
    ...(face.failing_streams ?? []).map(
      ({ stream, connections }) => `    drawn ${stream}: ${connections.map((each) => each.answer).join(", ")}`,
    ),
    ...Object.entries(face.gates)
      .filter(([, gate]) => gate.verdict !== "pass" || all)
      .map(gateLine),
  ];
}

function said(claim: string, { verdict, exit_code, reasons, gates, scenarios, command, summary }: Results): string {
  return [
    `# ${claim}: ${verdict}, exit ${exit_code}`,
    ...reasons.map((reason) => `- ${reason}`),
    `  summary: ${summary.resume_successes} of ${summary.resume_eligible}, ${summary.streams_completed} of ${summary.streams_started} complete`,
    ...(command ? [`  command ${JSON.stringify(command)}`] : []),
    ...Object.entries(gates)
      .filter(([, gate]) => gate.verdict !== "pass")
      .map(gateLine),
    ...scenarios.flatMap(({ name, verdict: row, reasons: why, faces }) => [
      `  row ${name}: ${row}, ${why.length} reasons`,
      ...faces.flatMap((face) => faceLines(name, face, shownWhole.has(claim))),
    ]),
  ].join("\n");
}

test("what the judge says about each run is what was read and approved", async () => {
  const texts: string[] = [];
  for (const [claim, make] of Object.entries(runs)) {
    const { results } = await withFiles(make().map(toText), (paths) => judge(paths));
    texts.push(said(claim, results));
  }
  await expect(`${texts.join("\n\n")}\n`).toMatchFileSnapshot("approved/judged.txt");
});

test.each([
  { claim: "an empty file", texts: [""], says: /line 1: an empty file/ },
  {
    claim: "a file without a head",
    texts: ['{"k":"dropped","due":1,"reason":"late"}\n'],
    says: /line 1: a record before the head/,
  },
  {
    claim: "a head of another schema",
    texts: [toText(goodFace()).replace("resume_gate.history.v2", "moon.v9")],
    says: /line 1: of the schema "moon\.v9", not resume_gate\.history\.v2/,
  },
  { claim: "no file at all", texts: [], says: /\(no file\).*line 1: nothing was given/ },
])("$claim is refused, with the place", async ({ texts, says }) => {
  await expect(withFiles(texts, (paths) => judge(paths))).rejects.toThrow(says);
});

test("a file that cannot be read is refused, with the system's reason", async () => {
  await expect(judge(["/nowhere/at/all.ndjson"])).rejects.toThrow(/\/nowhere\/at\/all\.ndjson.*ENOENT/);
});

test("a second head is damage of its line, and so is what comes before the first", async () => {
  const lines = toText(goodFace()).split("\n");
  const twice = await withFiles([lines.toSpliced(300, 0, lines[0] as string).join("\n")], (paths) => judge(paths));
  expect(twice.damage).toMatchObject([{ line: 301, problem: "a second head" }]);
  expect(twice.results.verdict).toBe("inconclusive");
  const before = await withFiles([['{"k":"dropped","due":1,"reason":"late"}', ...lines].join("\n")], (paths) =>
    judge(paths),
  );
  expect(before.damage).toMatchObject([{ line: 1, problem: "a record before the head" }]);
  expect(before.results.verdict).toBe("inconclusive"); // the file is not as it was written
});
