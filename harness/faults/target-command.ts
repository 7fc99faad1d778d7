import { createWriteStream } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { type Ending, startChild } from "../child.ts";
import type { FaultKind } from "../plan/scenario.ts";
import type { Fault } from "./fault.ts";

/** The user's shell commands. Without `proof`, the success of `start` counts as the observation. */
export interface TargetHooks {
  readonly start: string;
  readonly end: string;
  /** Repeated until it succeeds. */
  readonly proof?: string;
}

export interface HookCall {
  readonly hooks: TargetHooks;
  /** Added to the commands' environment. */
  readonly env: Readonly<Record<string, string>>;
  /** The file for everything that they print. */
  readonly logFile: string;
  /** How long each command may take, and all runs of the proof together, in milliseconds. */
  readonly limitMs?: number;
}

const usualLimitMs = 60_000;
const proofEveryMs = 500;
const seen = { code: "own-command" } as const;

/** A fault of the user's server, made by the user's commands (`--fault-start`, `--fault-end`, `--fault-proof`). */
export function targetCommand(name: FaultKind, call: HookCall): Fault {
  return { name, ...hookPair(call) };
}

/** Runs the start and proof commands, and the end command. The end runs once, and only if the start was tried. */
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
      const proofFrom = performance.now();
      for (;;) {
        const proof = await run("--fault-proof", hooks.proof, signal);
        if (proof.ok) return { seen, observed: `--fault-proof: ${proof.said}`, afterMs: performance.now() - from };
        if (performance.now() - proofFrom > limitMs) must(proof);
        await sleep(proofEveryMs, undefined, { signal });
      }
    },
    end() {
      ended ??= tried ? run("--fault-end", hooks.end).then((done) => void must(done)) : Promise.resolve();
      return ended;
    },
  };
}

interface Outcome {
  readonly what: string;
  readonly ok: boolean;
  /** How it ended, and the last line that it printed. */
  readonly said: string;
}

function must({ what, ok, said }: Outcome): string {
  if (ok) return said;
  throw new Error(`${what} ${said}`);
}

interface OneCommand extends Pick<HookCall, "env" | "logFile"> {
  readonly what: string;
  readonly command: string;
  readonly limitMs: number;
  readonly signal?: AbortSignal;
}

/** Runs one command in its own process group, which is killed at its limit or when the run stops. */
async function runCommand({ what, command, env, logFile, limitMs, signal }: OneCommand): Promise<Outcome> {
  const log = createWriteStream(logFile, { flags: "a" });
  log.on("error", () => {}); // a full disk is reported by the history, which matters more
  log.write(`$ ${what} (${env.RESUME_GATE_FAULT ?? ""})\n`);
  const child = startChild("/bin/sh", ["-c", command], {
    env: { ...process.env, ...env },
    ownGroup: true,
    limitMs,
    ...(signal ? { signal } : {}),
    onOutput: (bytes) => void log.write(bytes),
  });
  const ending = await child.closed;
  const line = lastLine(child.printed());
  await new Promise<void>((resolve) => {
    log.once("error", () => resolve()); // the log is kept as far as there is room
    log.end("\n", () => resolve());
  });
  return {
    what,
    ok: ending.code === 0 && ending.stopped === null,
    said: `${inWords(ending, limitMs)}${line ? `: ${line}` : ""}`,
  };
}

function inWords({ code, signal, stopped }: Ending, limitMs: number): string {
  if (stopped === "limit") return `took longer than ${limitMs / 1_000} s`;
  if (stopped === "abort") return "was stopped with the run";
  return `ended with ${signal ?? code}`;
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1)?.trim().slice(0, 200) ?? "";
}
