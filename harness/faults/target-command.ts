import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { FaultKind } from "../plan/scenario.ts";
import type { Fault } from "./fault.ts";

/** A user's own commands, for a shell. Without `proof`, that `start` succeeded is the proof. */
export interface TargetHooks {
  readonly start: string;
  readonly end: string;
  /** Asked again until it succeeds. */
  readonly proof?: string;
}

export interface HookCall {
  readonly hooks: TargetHooks;
  /** Further environment of the commands. */
  readonly env: Readonly<Record<string, string>>;
  /** All that they print is added there. */
  readonly logFile: string;
  /** How long each command may take, and the proof in all, in milliseconds. */
  readonly limitMs?: number;
}

const usualLimitMs = 60_000;
const proofEveryMs = 500;
const seen = { code: "own-command" } as const;
/** How long output may come after a command's exit, in milliseconds. */
const outputMs = 500;
/** Bytes of a command's output that are kept for `observed`. */
const keptBytes = 2_000;

/** A fault of somebody's own server, made by the user's commands (`--fault-start`, `--fault-end`, `--fault-proof`). */
export function targetCommand(name: FaultKind, call: HookCall): Fault {
  return { name, ...hookPair(call) };
}

/** Start with proof, and end. The end command runs once, and only when the start was tried. */
export function hookPair({ hooks, env, logFile, limitMs = usualLimitMs }: HookCall): Pick<Fault, "start" | "end"> {
  let tried = false;
  let ended: Promise<void> | null = null;
  const run = (what: string, command: string, signal?: AbortSignal) =>
    runCommand({ what, command, env, logFile, limitMs, ...(signal ? { signal } : {}) });
  return {
    async start(signal) {
      tried = true;
      const from = performance.now();
      const started = must(await run("--fault-start", hooks.start, signal));
      if (hooks.proof === undefined)
        return { seen, observed: `--fault-start: ${started}`, afterMs: performance.now() - from };
      for (;;) {
        const proof = await run("--fault-proof", hooks.proof, signal);
        if (proof.ok) return { seen, observed: `--fault-proof: ${proof.said}`, afterMs: performance.now() - from };
        if (performance.now() - from > limitMs) must(proof);
        await sleep(proofEveryMs, undefined, { signal });
      }
    },
    end() {
      ended ??= tried ? run("--fault-end", hooks.end).then((done) => void must(done)) : Promise.resolve();
      return ended;
    },
  };
}

interface Said {
  readonly what: string;
  readonly ok: boolean;
  /** How it ended, and the last line that it printed. */
  readonly said: string;
}

function must({ what, ok, said }: Said): string {
  if (ok) return said;
  throw new Error(`${what} ${said}`);
}

interface OneCommand extends Pick<HookCall, "env" | "logFile"> {
  readonly what: string;
  readonly command: string;
  readonly limitMs: number;
  readonly signal?: AbortSignal;
}

/** Runs one command in a process group of its own, which is killed at its limit or when the run stops. */
async function runCommand({ what, command, env, logFile, limitMs, signal }: OneCommand): Promise<Said> {
  const log = createWriteStream(logFile, { flags: "a" });
  log.on("error", () => {}); // a full disk is reported by the history, which matters more
  log.write(`$ ${what} (${env.RESUME_GATE_FAULT ?? ""})\n`);
  const child = spawn("/bin/sh", ["-c", command], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (bytes: Buffer) => {
      log.write(bytes);
      printed = (printed + bytes.toString("utf8")).slice(-keptBytes);
    });
  }
  let stopped: string | null = null;
  const stop = (why: string) => {
    stopped ??= why;
    killGroup(child);
  };
  const limit = setTimeout(() => stop(`took longer than ${limitMs / 1_000} s`), limitMs);
  const onAbort = () => stop("was stopped with the run");
  if (signal?.aborted) onAbort();
  signal?.addEventListener("abort", onAbort);
  try {
    const how = await exitOf(child);
    const line = lastLine(printed);
    return {
      what,
      ok: how === "0" && stopped === null,
      said: `${stopped ?? `ended with ${how}`}${line ? `: ${line}` : ""}`,
    };
  } finally {
    clearTimeout(limit);
    signal?.removeEventListener("abort", onAbort);
    for (const stream of [child.stdout, child.stderr]) stream.destroy();
    await new Promise<void>((resolve) => {
      log.once("error", () => resolve()); // kept as far as there was room
      log.end("\n", () => resolve());
    });
  }
}

/** Its exit code or signal. What it has left in the background may keep its output open: that is waited for a moment. */
function exitOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) => resolve(String(signal ?? code)));
    child.once("exit", (code, signal) => setTimeout(() => resolve(String(signal ?? code)), outputMs));
  });
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // it is gone
  }
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1)?.trim().slice(0, 200) ?? "";
}
