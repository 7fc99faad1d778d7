import path from "node:path";
import { startChild } from "../../child.ts";
import { root } from "../../run/environment.ts";

interface Options {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** It is killed after so many milliseconds. */
  readonly limitMs?: number;
  /** May do something to it while it runs; `err` is what it wrote to standard error until now. */
  readonly during?: (pid: number, err: () => string) => unknown;
}

/** How the command ended, what it wrote to each output, and both in the order in which they came. */
export interface Ended {
  readonly code: number | string | null;
  readonly out: string;
  readonly err: string;
  readonly text: string;
}

/** Runs the command line to its end, in a process of its own. */
export async function runResumeGate(
  args: readonly string[],
  { cwd, env, limitMs = 120_000, during }: Options = {},
): Promise<Ended> {
  const said = { out: "", err: "", text: "" };
  const child = startChild(process.execPath, [path.join(root, "harness/cli/bin.mjs"), ...args], {
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...process.env, CI: "1", ...env },
    limitMs,
    onOutput(bytes, from) {
      said[from === "stdout" ? "out" : "err"] += bytes.toString("utf8");
      said.text += bytes.toString("utf8");
    },
  });
  await during?.(child.pid ?? 0, () => said.err);
  const { code } = await child.closed;
  return { code, ...said };
}
