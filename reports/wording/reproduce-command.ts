import type { Command, Results } from "../../harness/gate/results.ts";
import { isOfRows } from "./row-words.ts";

/** The command that runs the red scenarios again, or all of the run's when none is red. */
export function reproduceCommand(results: Results): string {
  const { scenarios } = results;
  const red = scenarios.filter((row) => row.verdict !== "pass");
  return runCommand(
    results,
    (red.length > 0 ? red : scenarios).map((row) => row.name),
  );
}

/** The shell command that repeats the run: what was asked for by name, and everything where nothing was. */
export function wholeRunCommand(results: Results): string {
  const { command, scenarios } = results;
  return runCommand(results, command ? (command.rows ?? command.scenarios) : scenarios.map(({ name }) => name));
}

/** The shell command that runs these scenarios or rows as they were run; all of them without a name. */
export function runCommand(results: Results, names: readonly string[]): string {
  const { command, environment, profile, seed } = results;
  const target = URL.canParse(environment.target) ? environment.target : null;
  const asked = command ? argumentsOf(command, names) : [];
  const rows = isOfRows(results) ? ["--rows", names.length > 0 ? names.join(",") : "all"] : [];
  const where = target === null ? names : [...(rows.length > 0 ? [] : names), "--target", target];
  return [
    "npx",
    "--no-install",
    "resume-gate",
    "run",
    ...where,
    ...asked,
    ...rows,
    "--profile",
    profile,
    "--seed",
    String(seed),
  ]
    .map(quoted)
    .join(" ");
}

/** The options of a run that shape its plan and settings; of its `--set`, only those of the named scenarios, where some are named. */
function argumentsOf(command: Command, names: readonly string[]): string[] {
  const { set, streams, rate, duration_ms, real_time, protocol, engine, http2, no_trace, config } = command;
  const isMeant = (each: string) => names.length === 0 || names.includes(each.split(".")[0] ?? "");
  return [
    ...set.filter(isMeant).flatMap((each) => ["--set", each]),
    ...(streams === undefined ? [] : ["--streams", String(streams)]),
    ...(rate === undefined ? [] : ["--rate", String(rate)]),
    ...(duration_ms === undefined ? [] : ["--duration", `${duration_ms}ms`]),
    ...(real_time ? ["--real-time"] : []),
    ...(config === undefined ? [] : ["--config", config]),
    ...(protocol === undefined ? [] : ["--protocol", protocol]),
    ...(command.with ?? []).flatMap((each) => ["--with", each]),
    ...(engine === "own" ? [] : ["--engine", engine]),
    ...(http2 ? ["--http2"] : []),
    ...(no_trace ? ["--no-trace"] : []),
  ];
}

/** A word for a shell, in single quotes where it needs them. */
export function quoted(text: string): string {
  return /^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
