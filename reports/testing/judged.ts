import { judge } from "../../harness/gate/judge.ts";
import type { Results } from "../../harness/gate/results.ts";
import {
  faceRecords,
  goodFace,
  type MadeFace,
  type MadeStream,
  streamRecords,
  toText,
  withFiles,
} from "../../harness/gate/testing/history.ts";
import type { HistoryRecord } from "../../harness/history/records.ts";
import { readTraces } from "../../harness/replay/read-traces.ts";
import type { FaceTraces, Timeline } from "../../harness/replay/timeline-item.ts";

const many = (count: number, stream: (s: number) => MadeStream) =>
  Array.from({ length: count }, (_, s) => streamRecords(s, stream(s))).flat();

const faces = ["baseline.load", "redis-outage.inject", "redis-outage.fixed"];

const code = "STREAM_STATE_NOT_FOUND";
const expect = { symptoms: [{ kind: "refused", status: 404, code }] } as const;

async function judged(...histories: HistoryRecord[][]): Promise<Results> {
  const { results } = await withFiles(histories.map(toText), (paths) => judge(paths));
  return results;
}

const refused = (count: number, made: MadeFace) =>
  faceRecords(
    many(count, (s) => ({ answers: [{ status: 404, code }], resumeAt: 200 + 30 * s })),
    made,
  );

const samples = Array.from({ length: 5 }, (_, i): HistoryRecord => {
  const own = { k: "sample", at: 900 * i, harnessRss: 9e7 + 1e5 * i, harnessCpu: 12.5, loopMs: 11 } as const;
  return {
    ...own,
    redisMs: i === 2 ? null : 0.4 * i,
    redisRss: 8e6,
    redisKeys: 3,
    serverRss: 7e7,
    serverCpu: 33,
    fill: 0.2 * i,
  };
});

const fault: HistoryRecord[] = (["started", "proved", "ended"] as const).map((what, i) => ({
  k: "fault",
  name: "redis-killed",
  what,
  at: 1_500 + 1_000 * i,
  ...(what === "proved" ? { observed: "PING refused" } : {}),
}));

/** A run in which all is well, from the judge. */
export function greenRun(): Promise<Results> {
  return judged(
    goodFace({ scenario: "baseline", face: "load", faces, more: samples }),
    refused(100, { scenario: "redis-outage", face: "inject", expect, faces, more: [...fault, ...samples] }),
    goodFace({ scenario: "redis-outage", face: "fixed", faces }),
  );
}

const redHistories = () => [
  faceRecords(
    many(300, (s) => (s === 9 ? { second: (seqs) => seqs.toSpliced(2, 1) } : {})),
    { scenario: "baseline", face: "load", faces },
  ),
  refused(100, { scenario: "redis-outage", face: "inject", expect, faces, more: fault }),
  refused(100, { scenario: "redis-outage", face: "fixed", faces }),
];

/** A run whose fix does not heal, and that lost an event. */
export function redRun(): Promise<Results> {
  return judged(...redHistories());
}

/** The red run with the streams out of its histories. */
export function tracedRun(): Promise<{ readonly results: Results; readonly traces: FaceTraces[] }> {
  return withFiles(redHistories().map(toText), async (paths) => {
    const { results } = await judge(paths);
    return { results, traces: await readTraces(results, (face) => paths[faces.indexOf(face)] as string) };
  });
}

/** Hostile text in all that a trace takes from outside. */
export async function hostileTraces(): Promise<FaceTraces[]> {
  const { traces } = await tracedRun();
  const changed = (timeline: Timeline): Timeline => ({
    ...timeline,
    requestId: hostile,
    traceId: hostile,
    items: timeline.items.map((item) => ({ ...item, what: hostile, text: hostile })),
    proofs: [{ name: hostile, why: hostile }],
    cannotSee: hostile,
  });
  return traces.map((each) => ({ ...each, failing: each.failing.map(changed), leftOut: hostile }));
}

/** A run that has nothing to show: no stream, no attempt. */
export function emptyRun(): Promise<Results> {
  return judged(
    faceRecords([], { scenario: "baseline", face: "load", faces: ["baseline.load", "redis-outage.fixed"] }),
  );
}

/** What a hostile server may put into its answers, and a person into a scenario's name. */
export const hostile = `</script><img src=x onerror=alert(1)>"' & | \`x\` [l](javascript:alert(1)) @octocat #1 \u001b[31m\r\n::error::x`;

/** The red run with hostile text wherever text comes from outside. */
export async function hostileRun(): Promise<Results> {
  const run = await redRun();
  return {
    ...run,
    reasons: [hostile, ...run.reasons],
    environment: { ...run.environment, redis: hostile, target: hostile },
    scenarios: run.scenarios.map((row) => ({
      ...row,
      reasons: [hostile, ...row.reasons],
      faces: row.faces.map((face) => ({
        ...face,
        reasons: [hostile, ...face.reasons],
        answers: { ...face.answers, [hostile]: 3 },
        findings: [...face.findings, { kind: "lost", stream: 1, request_id: hostile, seq: 3, text: hostile }],
        faults: [{ name: hostile, started_ms: 1, proved_ms: 2, ended_ms: 3, observed: hostile }],
      })),
    })),
  };
}
