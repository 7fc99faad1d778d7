import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export const node = process.execPath;

export interface Child {
  readonly process: ChildProcess;
  /** The first line of JSON that it printed. */
  readonly said: Record<string, unknown>;
  stop(): Promise<void>;
}

/** Starts a process and waits for the first JSON line on its standard output. @throws Error when none comes in time */
export async function start(
  command: string,
  args: readonly string[],
  options: { env?: Record<string, string>; limitMs?: number } = {},
): Promise<Child> {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"], env: { ...process.env, ...options.env } });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-2_000);
  });
  child.stdin.on("error", () => {});
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), 5_000);
    await gone;
    clearTimeout(timer);
  };
  const line = new Promise<string>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`${args[0]} said nothing in time. ${errors}`)),
      options.limitMs ?? 10_000,
    );
    createInterface({ input: child.stdout }).on("line", (text) => {
      if (!text.startsWith("{")) return;
      clearTimeout(timer);
      resolve(text);
    });
    child.on("error", reject).on("exit", (code) => {
      clearTimeout(timer);
      reject(new Error(`${args[0] ?? command} ended with ${code}. ${errors}`));
    });
  });
  try {
    return { process: child, said: JSON.parse(await line), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Runs a process to its end. @returns its output and exit code, and the CPU time that it and its children took */
export async function run(
  command: string,
  args: readonly string[],
  options: { env?: Record<string, string>; limitMs?: number; cwd?: string } = {},
) {
  const child = spawn(command, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...options.env },
    ...(options.cwd ? { cwd: options.cwd } : {}),
  });
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    err = (err + chunk.toString()).slice(-20_000);
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), options.limitMs ?? 60_000);
  const [code] = (await once(child, "close")) as [number | null];
  clearTimeout(timer);
  return { out, err, code };
}

/** Whether a command is there. */
export async function isInstalled(command: string): Promise<string | null> {
  const { out } = await run("sh", ["-c", `command -v ${command} || ls "$HOME/go/bin/${command}" 2>/dev/null`]);
  return out.trim().split("\n")[0] || null;
}
