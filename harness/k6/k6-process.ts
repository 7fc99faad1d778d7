import { createWriteStream } from "node:fs";
import { type Ending, startChild } from "../child.ts";
import { errors, RefusalError } from "../errors.ts";
import { freePort } from "../free-port.ts";
import { until } from "../wait.ts";

export interface K6Command {
  readonly script: string;
  readonly job: string;
  /** Where the script's records go. */
  readonly consoleFile: string;
  /** Where k6's own messages go. */
  readonly logFile: string;
  readonly signal: AbortSignal;
}

/** A k6 process that has made its VUs and waits for the command to begin. */
export interface WaitingK6 {
  /** Lets it run to its end. @returns null, or how it failed */
  run(): Promise<string | null>;
  /** Ends it, wherever it is. Idempotent. */
  stop(): Promise<void>;
}

/** How long k6 may take to read the script and make its VUs, in milliseconds. */
const readyMs = 60_000;
/** From SIGINT, at which it ends its iterations, to SIGKILL. In milliseconds. */
const graceMs = 5_000;

/**
 * Starts k6 paused, so that its own start takes no time of the face.
 *
 * @throws RefusalError (exit 4) when there is no k6, or it does not start
 */
export async function startK6({ script, job, consoleFile, logFile, signal }: K6Command): Promise<WaitingK6> {
  const address = `127.0.0.1:${await freePort()}`;
  const args = ["run", "--quiet", "--paused", "--no-usage-report", "--summary-mode", "disabled", "--no-color"];
  const output = ["--log-format", "raw", "--console-output", consoleFile, "--address", address];
  const log = createWriteStream(logFile);
  log.on("error", () => {}); // what k6 did is in its own file, and its last words are kept in memory
  let said = "";
  const child = startChild(program(), [...args, ...output, script], {
    env: { ...process.env, RESUME_GATE_JOB: job },
    stdout: "ignore",
    onOutput(bytes) {
      const text = bytes.toString("utf8").replaceAll("Request Failed\n", ""); // k6 says it of each cut
      log.write(text);
      said = (said + text).slice(-2_000);
    },
  });
  const ended = child.closed.then((ending) => new K6Ended(ending));
  const stop = async () => {
    await child.end("SIGINT", graceMs);
    await child.closed;
    log.end();
  };
  const noLonger = new AbortController();
  try {
    const waiting = AbortSignal.any([signal, noLonger.signal]);
    await Promise.race([
      until("k6 to be ready", () => isReady(address), { limitMs: readyMs, signal: waiting }),
      ended.then((how) => {
        throw how;
      }),
    ]);
  } catch (error) {
    noLonger.abort();
    await stop();
    if (signal.aborted) throw error;
    if ((error as NodeJS.ErrnoException).code === "ENOENT") throw new RefusalError(errors.noK6(program()));
    throw new RefusalError(errors.k6NotStarted(lastWords(said) || (error as Error).message));
  }
  return {
    stop,
    async run() {
      const stopped = () => void stop();
      signal.addEventListener("abort", stopped, { once: true });
      try {
        await setPaused(address, false);
        const { code, message } = await ended;
        return code === 0 || signal.aborted ? null : `${message}: ${lastWords(said)}`;
      } finally {
        signal.removeEventListener("abort", stopped);
        await stop();
      }
    },
  };
}

/** How the process ended. `code`: its exit code, or a code such as ENOENT when it could not be started. */
class K6Ended extends Error {
  readonly code: number | string | null;
  constructor({ code, how }: Ending) {
    super(typeof code === "string" ? how : `k6 ${how}`);
    this.code = code;
  }
}

/** Whether k6 has made its VUs and waits. */
async function isReady(address: string): Promise<boolean> {
  try {
    const answer = await fetch(`http://${address}/v1/status`, { signal: AbortSignal.timeout(2_000) });
    const { data } = (await answer.json()) as { data: { attributes: { status: number; "vus-max": number } } };
    return data.attributes["vus-max"] > 0 && data.attributes.status >= pausedBeforeRun;
  } catch {
    return false;
  }
}

/** `ExecutionStatusPausedBeforeRun` in k6's lib/execution.go. */
const pausedBeforeRun = 4;

async function setPaused(address: string, paused: boolean): Promise<void> {
  const answer = await fetch(`http://${address}/v1/status`, {
    method: "PATCH",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ data: { type: "status", id: "default", attributes: { paused } } }),
    signal: AbortSignal.timeout(5_000),
  });
  if (!answer.ok) throw new Error(`k6 answered ${answer.status} to the request to start.`);
}

function lastWords(said: string): string {
  return said.trim().split("\n").slice(-3).join(" ").slice(0, 500);
}

/**
 * Looks for k6 before anything else is started.
 *
 * @throws RefusalError (exit 4) when there is none
 */
export async function requireK6(): Promise<void> {
  const { code } = await startChild(program(), ["version"], { limitMs: readyMs }).exited;
  if (code !== 0) throw new RefusalError(errors.noK6(program()));
}

function program(): string {
  return process.env.RESUME_GATE_K6 || "k6";
}
