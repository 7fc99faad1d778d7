import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ResumeGateConfig } from "../config/config.ts";
import { checkConfig } from "../config/read-config.ts";
import { RefusalError } from "../errors.ts";
import type { Results } from "../gate/results.ts";
import type { Pace } from "../plan/adjust.ts";
import { chooseFaces } from "../run/choice/choose-faces.ts";
import { drawSeed } from "../run/draw-seed.ts";
import { loadProtocol, optionsOfRun } from "../run/load-protocol.ts";
import { choicesOf } from "../run/options/config-choices.ts";
import { prepareOut } from "../run/out-folder.ts";
import type { RunChoices } from "../run/request.ts";
import { run as runFaces } from "../run/run.ts";

/** The fields of a configuration, and what only a program can give. */
export interface RunOptions extends Omit<ResumeGateConfig, "traceUrl"> {
  /** The server under test, for example "http://127.0.0.1:8080". */
  readonly target: string;
  /** Where results and histories are kept. Absent: nothing is kept. */
  readonly out?: string;
  /** Aborted when the run has to stop: what was recorded until then is judged (exit code 130). */
  readonly signal?: AbortSignal;
}

/**
 * Cuts streams of the target, comes back, and judges what came. It prints nothing, never ends the process, and takes none of
 * its signals. No configuration file is read.
 *
 * @throws RefusalError for options that cannot be used, or a target that serves no stream; the signal's reason when it was
 * aborted before the start
 */
export async function run(options: RunOptions): Promise<Results> {
  if (options.out !== undefined) return runInto(options.out, options);
  return inFolderOfItsOwn((folder) => runInto(folder, options));
}

/** Runs an action with a folder that is removed afterwards. */
export async function inFolderOfItsOwn<T>(action: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), "resume-gate-"));
  try {
    return await action(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The same, with the folder in which results and histories are left. */
export async function runInto(folder: string, { signal, ...given }: RunOptions): Promise<Results> {
  signal?.throwIfAborted();
  const config = checkConfig(given, optionsOfRun);
  const { seed = drawSeed(), out: _out, ...chosen } = choicesOf(config, optionsOfRun);
  const options: RunChoices = { profile: "pr", redis: "auto", set: [], engine: "own", ...chosen };
  const { protocol: speaks, target } = await loadProtocol({
    ...(config.protocol === undefined ? {} : { protocol: config.protocol }),
    ...(config.with ? { with: config.with } : {}),
    ...(options.target ? { target: options.target } : {}),
    file: optionsOfRun,
  });
  const choose = (pace: Pace | null) => chooseFaces([], options, seed, speaks, pace);
  const request = { ...options, names: [], seed, speaks, ...(target ? { baseTarget: target } : {}) };
  const never = new AbortController().signal;
  const outcome = await runFaces(choose, request, { out: prepareOut(folder), signal: signal ?? never });
  const refusal = outcome.refusal ?? outcome.unwritten;
  if (refusal && !signal?.aborted) throw new RefusalError(refusal);
  return outcome.results;
}
