import type { ExitCode, Verdict } from "../gate/results.ts";
import type { FaceProgress } from "../run/progress.ts";

/** What the page knows about a run. Each event of its stream replaces a part of it, so one that comes twice changes nothing. */
export interface LiveState {
  readonly run: LiveRun;
  /** In the run's order. */
  readonly faces: readonly LiveFace[];
  /** The gates so far, by face; none before a face begins. */
  readonly gates: Readonly<Record<string, readonly LiveGate[]>>;
  /** The streams that are drawn, by face. */
  readonly lines: Readonly<Record<string, readonly LiveLine[]>>;
  readonly findings: readonly LiveFinding[];
  readonly verdict: LiveVerdict | null;
}

export interface LiveRun {
  readonly target: string;
  readonly profile: string;
  readonly seed: number;
  /** Unix milliseconds. */
  readonly startedAt: number;
}

export interface LiveFace {
  readonly id: string;
  readonly state: FaceProgress["state"];
  readonly expectedMs: number;
  /** How long it has run; null before it begins. */
  readonly elapsedMs: number | null;
  readonly counts: Pick<
    FaceProgress["live"],
    "planned" | "started" | "done" | "open" | "events" | "attempts" | "refused"
  >;
  /** Events a second. */
  readonly rate: number;
  readonly expected: "red" | "green" | null;
  /** Findings, without those that the face's fault causes by design. */
  readonly findings: number;
  readonly verdict: Verdict | null;
  readonly reasons: readonly string[];
}

export interface LiveGate {
  readonly name: string;
  /** For people; null when nothing was measured yet. */
  readonly value: string | null;
  readonly limit: string;
  readonly verdict: Verdict;
  /** How far the value and the limit reach, from 0 to 1. */
  readonly reach: number;
  readonly limitReach: number;
}

/** One stream, drawn as a line of its connections. */
export interface LiveLine {
  readonly s: number;
  readonly role: string;
  readonly bars: readonly LiveBar[];
  /** The number of earlier connections, which are not drawn. */
  readonly more: number;
  readonly outcome: string | null;
  readonly findings: number;
}

export interface LiveBar {
  readonly c: number;
  readonly what: string;
  readonly from: number;
  readonly to: number | null;
  readonly answer: string | null;
  readonly ok: boolean;
  /** The number of the last event that the client had; -1 without one. */
  readonly cursor?: number;
  /** How it ended; null while it is open. */
  readonly why: string | null;
  readonly events: number;
  readonly found: readonly number[];
}

export interface LiveFinding {
  /** Its place among all findings of the run. */
  readonly n: number;
  readonly face: string;
  readonly kind: string;
  readonly text: string;
  readonly stream: number;
  readonly seq: number | null;
  readonly where: string | null;
  /** The face's fault causes it by design. */
  readonly wanted: boolean;
}

export interface LiveVerdict {
  readonly verdict: Verdict;
  readonly exitCode: ExitCode;
  readonly reasons: readonly string[];
  readonly resultsFile: string;
}
