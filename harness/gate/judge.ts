import { errors, exitCodeOf, RefusalError } from "../errors.ts";
import { largest, smallest } from "../extremes.ts";
import type { FaceName, Limits } from "../history/face-info.ts";
import type { Damage } from "../history/read-history.ts";
import type { NoteRecord } from "../history/records.ts";
import type { RunInfo, RunSettings } from "../history/run-info.ts";
import { endless, isSaturated, saturated, withoutBlame } from "./blame.ts";
import { isEndless } from "./endless.ts";
import { type FaceReading, faceResult, partOf } from "./face-result.ts";
import { gatesOf, withGraphs, worst } from "./gates.ts";
import { readFaces } from "./read-faces.ts";
import {
  type Command,
  type ExitCode,
  type FaceResult,
  type Gate,
  RESULTS_SCHEMA,
  type Results,
  type ScenarioRow,
  type Verdict,
} from "./results.ts";
import { type Part, summarize } from "./summarize.ts";
import { windowsOf } from "./windows.ts";

export interface Judgement {
  readonly results: Results;
  /** What could not be read, by file and line. */
  readonly damage: readonly Damage[];
}

/**
 * Judges histories. `run` and `check` both get their verdict here.
 *
 * @param fallback the run, in case no history has a head
 * @throws RefusalError (exit 3) when a file cannot be read, or no file is a history and there is no fallback
 */
export async function judge(paths: readonly string[], fallback?: RunInfo): Promise<Judgement> {
  const { run: found, faces, damage } = await readFaces(paths);
  const run = found ?? fallback;
  if (!run) {
    const { path, line, problem } = damage[0] ?? {
      path: paths[0] ?? "(no file)",
      line: 1,
      problem: "nothing was given",
    };
    throw new RefusalError(errors.badHistory(path, `line ${line}: ${problem}`));
  }
  const rows = rowsOf(run, faces);
  const green = [...faces.values()].filter(({ facts: { head } }) => {
    const { outcome, leavesOpen } = head.face.expect;
    return outcome === "green" && !leavesOpen;
  });
  const summary = summarize(
    green.map((reading): Part => partOf(reading)),
    run.seed,
  );
  const gates: Readonly<Record<string, Gate>> = green.length > 0 ? runGates(summary, green, rows) : {};
  const verdict = worst([...rows.map((row) => row.verdict), ...Object.values(gates).map((gate) => gate.verdict)]);
  const nothing =
    run.notOffered && rows.length === 0 ? ["No row ran: the target offers none of those that were asked for."] : [];
  const reasons = [
    ...nothing.map((reason): [Verdict, string] => ["inconclusive", reason]),
    ...rows.flatMap((row) => row.reasons.map((reason): [Verdict, string] => [row.verdict, `${row.name}, ${reason}`])),
    ...Object.entries(gates).map(([name, gate]): [Verdict, string] => [
      gate.verdict,
      `all green faces, ${name}: ${gate.reason}`,
    ]),
  ].filter(([each]) => each !== "pass");
  const results: Results = {
    schema: RESULTS_SCHEMA,
    run_id: run.id,
    started_at: run.startedAt,
    profile: run.profile,
    seed: run.seed,
    verdict,
    exit_code: exitCode(verdict, faces),
    reasons: reasons.sort(([a], [b]) => (a === b ? 0 : a === "fail" ? -1 : 1)).map(([, reason]) => reason),
    summary,
    gates,
    scenarios: rows,
    ...(run.notOffered ? { not_offered: run.notOffered } : {}),
    windows: [...faces.values()].flatMap(windowsOf),
    environment: run.environment,
    ...(run.options ? { command: commandOf(run.options) } : {}),
  };
  return { results, damage };
}

function commandOf({ durationMs, realTime, noTrace, ...same }: RunSettings): Command {
  return {
    ...same,
    ...(durationMs === undefined ? {} : { duration_ms: durationMs }),
    ...(realTime ? { real_time: realTime } : {}),
    ...(noTrace ? { no_trace: noTrace } : {}),
  };
}

/** The gates of all green faces together. If all of them promise only the final graph, graphs are counted. */
function runGates(summary: Results["summary"], green: readonly FaceReading[], rows: readonly ScenarioRow[]) {
  const limits = loosestLimits(green.map(({ facts }) => facts.head.face.limits));
  const faces = rows.flatMap((row) => row.faces).filter((face) => face.expected === "green");
  const why = faces.some((face) => isSaturated(face.gates))
    ? saturated
    : green.some(({ facts }) => isEndless(facts))
      ? endless
      : null;
  const gates = green.every(({ facts }) => facts.head.face.expect.graphSuffices)
    ? withGraphs(gatesOf(summary, limits), graphsOf(green), limits)
    : gatesOf(summary, limits);
  return why === null ? gates : withoutBlame(gates, why);
}

function graphsOf(green: readonly FaceReading[]) {
  const wanted = green.reduce((sum, { facts }) => sum + facts.totals.graphsWanted, 0);
  const got = green.reduce((sum, { facts }) => sum + facts.totals.graphsGot, 0);
  return { wanted, got };
}

/**
 * The limits for all faces together: of each limit, the loosest. A face that waits for Redis to come back may take longer to
 * reconnect, and its times count among those of all faces. Each face is also held to its own limits.
 */
function loosestLimits(all: readonly Limits[]): Limits {
  const names = new Set(all.flatMap((limits) => Object.keys(limits) as (keyof Limits)[]));
  const loosest = [...names].map((name) => {
    const values = all.flatMap((limits) => limits[name] ?? []);
    return [name, name === "resumeSuccessRate" ? smallest(values) : largest(values)];
  });
  return Object.fromEntries(loosest) as Limits;
}

/** One row for each scenario, in the run's order. A face without a history is in it as missing. */
function rowsOf(run: RunInfo, faces: ReadonlyMap<string, FaceReading>): ScenarioRow[] {
  const ids = [...new Set([...run.faces, ...faces.keys()])];
  const names = [...new Set(ids.map((id) => id.slice(0, id.lastIndexOf("."))))];
  return names.map((name) => {
    const results = ids
      .filter((id) => id.slice(0, id.lastIndexOf(".")) === name)
      .map((id) => {
        const reading = faces.get(id);
        return reading ? faceResult(reading) : missingFace(id.slice(id.lastIndexOf(".") + 1) as FaceName, run);
      });
    return {
      name,
      verdict: worst(results.map((face) => face.verdict)),
      reasons: results.flatMap((face) => face.reasons.map((reason) => `${face.face}: ${reason}`)),
      faces: results,
    };
  });
}

function missingFace(face: FaceName, run: RunInfo): FaceResult {
  return {
    face,
    expected: face === "inject" ? "red" : "green",
    observed: "inconclusive",
    verdict: "inconclusive",
    reasons: ["Its history is missing."],
    summary: summarize([], run.seed),
    gates: {},
    symptom: null,
    answers: {},
    faults: [],
    phases: [],
    telemetry: {},
    findings: [],
    started_at: run.startedAt,
    ended: "missing",
    stopped_early: null,
  };
}

/** 130 after an interruption; 2 or 4 when bad usage or the environment kept a face from running; else the verdict's code. */
function exitCode(verdict: Verdict, faces: ReadonlyMap<string, FaceReading>): ExitCode {
  const all = [...faces.values()];
  if (all.some(({ facts }) => facts.end?.status === "interrupted")) return 130;
  const notes: NoteRecord[] = all.flatMap(({ facts }) => facts.notes.filter((note) => note.level === "error"));
  for (const { code } of notes) {
    const exit = exitCodeOf(code);
    if (exit === 2 || exit === 4) return exit;
  }
  return verdict === "pass" ? 0 : verdict === "fail" ? 1 : 3;
}
