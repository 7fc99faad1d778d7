import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startChild } from "../../harness/child.ts";
import type { Results } from "../../harness/gate/results.ts";
import { verdictWord } from "../../reports/wording/row-words.ts";
import type { Proof, Version } from "./expected-outcomes.ts";
import { gatesOf } from "./outcome-words.ts";

/** What a version did: row → outcome, in the words of `expected.json`. */
export interface Seen {
  readonly rows: Readonly<Record<string, string>>;
  readonly ms: number;
  /** What the harness printed when it refused the target before any row; null otherwise. */
  readonly refused: string | null;
  readonly seed: number | null;
  /** When and where it ran. */
  readonly ran: { readonly startedAt: string; readonly environment: Results["environment"] } | null;
}

export interface Ways {
  readonly seed?: string;
  readonly rows?: string;
  readonly signal: AbortSignal;
  /** Where histories and results are kept; a folder that is removed when absent. */
  readonly keep?: string;
  /** Of each row, where not as many as are needed to prove that it holds. */
  readonly streams?: string;
  readonly duration?: string;
}

const bin = path.resolve(import.meta.dirname, "../../harness/cli/bin.mjs");
const longestMs = 600_000;

/**
 * Runs all rows on one version of a package, in a process of its own.
 *
 * @throws Error with what it printed, when there are no results
 */
export async function runVersion(proof: Proof, version: Version, { signal, keep, ...options }: Ways): Promise<Seen> {
  const out = keep ? folderOf(keep, proof, version) : mkdtempSync(path.join(tmpdir(), "prove-"));
  rmSync(out, { recursive: true, force: true }); // what an earlier run has left there
  const given = Object.entries(version.env ?? {}).flatMap(([name, value]) => ["--env", `${name}=${value}`]);
  const chosen = [...(version.args ?? []), ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])];
  const args = [bin, "run", "--command", version.command, "--out", out, ...given, ...chosen];
  const from = performance.now();
  let printed = "";
  try {
    const child = startChild(process.execPath, args, {
      cwd: proof.folder,
      env: { ...process.env, CI: "1" },
      stdout: "ignore",
      stderr: "pipe",
      ownGroup: true,
      limitMs: longestMs,
      signal,
      onLine: (line) => (printed += `${line}\n`),
    });
    const { how } = await child.closed;
    const results = resultsIn(out);
    const ms = performance.now() - from;
    if (version.refused !== undefined) return { rows: {}, ms, refused: printed, seed: null, ran: null };
    if (results === null || results.exit_code === 4 || results.exit_code === 2)
      throw new Error(`${proof.name} ${version.version}: the harness ${how}. It printed:\n${printed.slice(-3_000)}`);
    return seenIn(results, ms);
  } finally {
    if (!keep) rmSync(out, { recursive: true, force: true });
  }
}

/** What an earlier run has kept of a version; null where it has kept nothing. */
export function keptOf(keep: string, proof: Proof, version: Version): Seen | null {
  const results = resultsIn(folderOf(keep, proof, version));
  return results && seenIn(results, 0);
}

function folderOf(keep: string, { name }: Proof, { version }: Version): string {
  return path.resolve(keep, `${name}-${version.replaceAll(" ", "-")}`);
}

function seenIn(results: Results, ms: number): Seen {
  const { seed, started_at: startedAt, environment } = results;
  return { rows: outcomesOf(results), ms, refused: null, seed, ran: { startedAt, environment } };
}

function resultsIn(out: string): Results | null {
  try {
    return JSON.parse(readFileSync(path.join(out, "perf-sse-live-results.json"), "utf8")) as Results;
  } catch {
    return null;
  }
}

/** Row → outcome. A failed row names the gates that failed. */
export function outcomesOf({ scenarios, not_offered = [] }: Results): Record<string, string> {
  const ran = scenarios.map((row): [string, string] => {
    const word = verdictWord(row);
    if (word !== "fail") return [row.name, word];
    const failed = Object.entries(row.faces[0]?.gates ?? {}).flatMap(([name, { verdict }]) =>
      verdict === "fail" ? [name] : [],
    );
    return [row.name, `fail: ${failed.join(", ") || "other"}`];
  });
  return Object.fromEntries([...ran, ...not_offered.map(({ row }) => [row, "not offered"] as const)]);
}

export interface Strictness {
  /** Each row has to have run. */
  readonly all: boolean;
  /** There were too few streams to prove that a row holds, so one that has to pass may be inconclusive. */
  readonly few: boolean;
}

/**
 * What differs from what was expected, a line for each row. A red row must fail at the gates that are named, and may fail at more:
 * one fault shows in several figures.
 */
export function differences(
  { rows: expected, refused }: Version,
  { rows: seen, refused: said }: Seen,
  { all, few }: Strictness,
): string[] {
  if (refused !== undefined)
    return said?.includes(refused) ? [] : [`The harness had to say "${refused}". It said: ${said}`];
  const missing = all ? Object.keys(expected).filter((row) => seen[row] === undefined) : [];
  return [...missing.map((row) => [row, "did not run"] as const), ...Object.entries(seen)].flatMap(([row, outcome]) => {
    const wanted = expected[row];
    if (wanted === undefined) return [`${row}: ${outcome}; nothing is expected of it`];
    const isUnproved = few && outcome === "inconclusive" && !wanted.startsWith("fail: ");
    return isUnproved || fits(wanted, outcome) ? [] : [`${row}: ${outcome}; expected: ${wanted}`];
  });
}

/**
 * What a correct version was accused of. With few streams a row cannot prove that it holds: that is no accusation.
 */
export function accusations({ rows: seen }: Seen): string[] {
  return Object.entries(seen).flatMap(([row, outcome]) => (outcome.startsWith("fail") ? [`${row}: ${outcome}`] : []));
}

/** What speaks against a run with one of several seeds: each accusation, and that no row could be judged, which proves nothing. */
export function objectionsTo(run: Seen): string[] {
  const isJudged = Object.values(run.rows).some((outcome) => ["pass", "left open"].includes(outcome));
  const accused = accusations(run);
  return isJudged || accused.length > 0 ? accused : ["no row could be judged"];
}

function fits(wanted: string, outcome: string): boolean {
  if (wanted === "varies") return true;
  if (!wanted.startsWith("fail: ")) return wanted === outcome;
  return gatesOf(wanted).every((gate) => gatesOf(outcome).includes(gate));
}
