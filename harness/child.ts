import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { setTimeout as sleep } from "node:timers/promises";
import { LineReader } from "./line-reader.ts";
import { groupRuns, sendSignal } from "./process-group.ts";
import { startWatchdog, unwatch, type Watched, watch } from "./watchdog.ts";

export interface ChildOptions {
  readonly cwd?: string;
  /** The whole environment. Absent: ours. */
  readonly env?: NodeJS.ProcessEnv;
  readonly stdin?: "ignore" | "pipe";
  readonly stdout?: "pipe" | "ignore" | "inherit";
  readonly stderr?: "pipe" | "ignore" | "inherit";
  /** Its own process group: Ctrl-C in the terminal reaches only us, and our signals reach its descendants too. */
  readonly ownGroup?: boolean;
  /** It is killed after this time, in milliseconds. */
  readonly limitMs?: number;
  /** It is killed when this is aborted. */
  readonly signal?: AbortSignal;
  /** Each line of its standard output and standard error, whichever are piped. */
  readonly onLine?: (line: string) => void;
  /** The bytes of both. Piped output is always read, so that no child waits for us. */
  readonly onOutput?: (bytes: Buffer, from: "stdout" | "stderr") => void;
}

/** How a process ended. */
export interface Ending {
  /** Its exit code, or ENOENT and the like when it was never started; null when a signal ended it. */
  readonly code: number | string | null;
  readonly signal: NodeJS.Signals | null;
  /** Why we killed it, when we did. */
  readonly stopped: "limit" | "abort" | null;
  /** `exited with 1`, `was ended by SIGKILL`, or why it was never started. */
  readonly how: string;
}

/** How many characters of its output are kept for `printed`. */
const keptOutput = 1_000;
/** How long output is read after the exit, because a background process may keep the pipes open. In milliseconds. */
const outputMs = 500;
/** How long a process may take to disappear after SIGKILL, in milliseconds. */
const killedMs = 5_000;
/** How often it is looked whether a group is gone, in milliseconds. */
const groupEveryMs = 25;

/**
 * Starts a process and owns it. It is ended by `end`, at its limit, when its signal is aborted, or, if we are killed
 * ourselves, by the watchdog.
 *
 * Never throws: a process that cannot be started counts as one that has ended, with a reason.
 */
export function startChild(command: string, args: readonly string[], options: ChildOptions = {}): Child {
  return new Child(command, args, options);
}

export class Child {
  /** Resolves when the process is gone, or could not be started. Never rejects. */
  readonly exited: Promise<Ending>;
  /** Like `exited`, but after its output has been read too. */
  readonly closed: Promise<Ending>;
  #process: ChildProcess | null = null;
  #ending: Ending | null = null;
  #stopped: Ending["stopped"] = null;
  /** Processes of its group were there when it ended. Until they are gone, their group's id is not given to another. */
  #leftGroup = false;
  #printed = "";
  readonly #options: ChildOptions;

  constructor(command: string, args: readonly string[], options: ChildOptions) {
    this.#options = options;
    const exited = Promise.withResolvers<Ending>();
    this.exited = exited.promise;
    const settle = (ending: Omit<Ending, "stopped">) => {
      if (this.#ending) return;
      this.#ending = { ...ending, stopped: this.#stopped };
      exited.resolve(this.#ending);
    };
    const fail = (error: NodeJS.ErrnoException) => {
      if (this.pid !== undefined) return; // it runs; the error is another one, e.g. a signal that could not be sent
      this.#printed = error.message;
      settle({ code: error.code ?? "unknown", signal: null, how: error.message });
    };
    startWatchdog();
    try {
      this.#process = spawn(command, [...args], spawnOptions(options));
    } catch (error) {
      fail(error as NodeJS.ErrnoException); // most failures come as an event, but not all, e.g. E2BIG
      this.closed = this.exited;
      return;
    }
    const child = this.#process;
    child.on("error", fail);
    child.stdin?.on("error", () => {}); // it may end before we have written
    const read = this.#readOutput();
    child.once("exit", (code, signal) => {
      this.#leftGroup = options.ownGroup === true && this.pid !== undefined && groupRuns(this.pid);
      settle({ code, signal, how: signal ? `was ended by ${signal}` : `exited with ${code}` });
    });
    this.closed = this.exited.then(async (ending) => {
      await within(outputMs, read);
      for (const output of [child.stdout, child.stderr]) output?.destroy();
      await within(outputMs, read); // the last line is told at the end, even where we make it
      return ending;
    });
    this.#guard();
  }

  /** Undefined when it could not be started. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  get stdin(): Writable | null {
    return this.#process?.stdin ?? null;
  }

  /** Null while it runs. */
  get ending(): Ending | null {
    return this.#ending;
  }

  /** The end of what it printed, or why it could not be started. */
  printed(): string {
    return this.#printed.trim();
  }

  /** Sends a signal, to its whole group if it has one. Does nothing when the process is gone. */
  signal(name: NodeJS.Signals): void {
    if (this.#ending || this.pid === undefined) return;
    sendSignal(this.#options.ownGroup ? -this.pid : this.pid, name); // it may be gone, and its exit event not have come yet
  }

  /**
   * Sends the signal, then SIGKILL if it still runs after `limitMs`, and waits until it is gone. Where it has a group of its own, the
   * same holds for each process of it, also for those that have outlived it.
   *
   * @throws when it still runs 5 s after SIGKILL
   */
  async end(how: NodeJS.Signals = "SIGTERM", limitMs = 3_000): Promise<Ending> {
    const from = performance.now();
    if (this.#leftGroup && this.pid !== undefined) sendSignal(-this.pid, how);
    const ending = await this.#endItself(how, limitMs);
    await this.#endGroup(limitMs - (performance.now() - from));
    return ending;
  }

  async #endItself(how: NodeJS.Signals, limitMs: number): Promise<Ending> {
    if (this.#ending) return this.#ending;
    this.signal(how);
    const inTime = await within(how === "SIGKILL" ? 0 : limitMs, this.exited);
    if (inTime) return inTime;
    this.signal("SIGKILL");
    const killed = await within(killedMs, this.exited);
    if (killed) return killed;
    throw new Error(`Process ${this.pid} is still there ${killedMs / 1_000} s after SIGKILL.`);
  }

  /** Waits for those of its group that have outlived it, and kills them after `limitMs`. */
  async #endGroup(limitMs: number): Promise<void> {
    const { pid } = this;
    if (!this.#leftGroup || pid === undefined) return;
    const from = performance.now();
    while (groupRuns(pid)) {
      if (performance.now() - from > limitMs) sendSignal(-pid, "SIGKILL");
      if (performance.now() - from > limitMs + killedMs) return; // nothing more can be done about it
      await sleep(groupEveryMs);
    }
    this.#leftGroup = false;
  }

  /** Reads piped output. Resolves when both outputs have ended. */
  #readOutput(): Promise<unknown> {
    const { onLine, onOutput } = this.#options;
    const outputs: Readable[] = [];
    for (const from of ["stdout", "stderr"] as const) {
      const output = this.#process?.[from];
      if (!output) continue;
      outputs.push(output);
      output.on("error", () => {}); // "close" follows
      const decoder = new StringDecoder("utf8"); // a character may come in two pieces
      output.on("data", (bytes: Buffer) => {
        this.#printed = (this.#printed + decoder.write(bytes)).slice(-keptOutput);
        onOutput?.(bytes, from);
      });
      if (onLine) readLines(output, onLine);
    }
    return Promise.allSettled(outputs.map((output) => once(output, "close")));
  }

  /** Sets up the watchdog, the limit and the abort signal while it runs. */
  #guard(): void {
    const { ownGroup, limitMs, signal } = this.#options;
    if (this.pid === undefined) return;
    const item: Watched = `${ownGroup ? "group" : "process"}:${this.pid}`;
    watch(item);
    const stop = (why: "limit" | "abort") => {
      this.#stopped ??= why;
      this.signal("SIGKILL");
    };
    const limit = limitMs === undefined ? null : setTimeout(() => stop("limit"), limitMs);
    const onAbort = () => stop("abort");
    if (signal?.aborted) onAbort();
    signal?.addEventListener("abort", onAbort);
    void this.exited.then(() => {
      unwatch(item);
      if (limit) clearTimeout(limit);
      signal?.removeEventListener("abort", onAbort);
    });
  }
}

/** Reports each line, and at the end what came after the last one. */
function readLines(output: Readable, onLine: (line: string) => void): void {
  const lines = new LineReader();
  output.on("data", (bytes: Buffer) => {
    for (const line of lines.push(bytes)) onLine(line);
  });
  output.once("close", () => {
    const rest = lines.end();
    if (rest !== "") onLine(rest);
  });
}

/** The promise's value, or null after `ms` milliseconds. */
async function within<T>(ms: number, promise: Promise<T>): Promise<T | null> {
  const isOver = new AbortController();
  try {
    return await Promise.race([promise, sleep(ms, null, { signal: isOver.signal })]);
  } finally {
    isOver.abort();
  }
}

function spawnOptions({ cwd, env, stdin = "ignore", stdout = "pipe", stderr = "pipe", ownGroup }: ChildOptions) {
  return {
    ...(cwd === undefined ? {} : { cwd }),
    env: env ?? process.env,
    stdio: [stdin, stdout, stderr] as const as ["pipe", "pipe", "pipe"],
    detached: ownGroup === true,
  };
}
