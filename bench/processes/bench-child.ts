import { startChild } from "../../harness/child.ts";

export const node = process.execPath;

export interface Child {
  readonly pid: number;
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
  const { promise: line, resolve, reject } = Promise.withResolvers<string>();
  const child = startChild(command, args, {
    stdin: "pipe",
    env: { ...process.env, ...options.env },
    onLine: (text) => text.startsWith("{") && resolve(text),
  });
  const timer = setTimeout(
    () => reject(new Error(`${args[0]} said nothing in time. ${child.printed()}`)),
    options.limitMs ?? 10_000,
  );
  void child.closed.then(({ how }) => reject(new Error(`${args[0] ?? command} ${how}. ${child.printed()}`)));
  const stop = async () => void (await child.end("SIGTERM", 5_000));
  try {
    return { said: JSON.parse(await line), pid: child.pid ?? 0, stop };
  } catch (error) {
    await stop();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** Runs a process to its end. @returns its output and exit code, and the last of its errors */
export async function run(
  command: string,
  args: readonly string[],
  options: { env?: Record<string, string>; limitMs?: number; cwd?: string } = {},
) {
  let out = "";
  let err = "";
  const { code } = await startChild(command, args, {
    env: { ...process.env, ...options.env },
    ...(options.cwd ? { cwd: options.cwd } : {}),
    limitMs: options.limitMs ?? 60_000,
    onOutput: (bytes, from) => {
      if (from === "stdout") out += bytes.toString();
      else err = (err + bytes.toString()).slice(-20_000);
    },
  }).closed;
  return { out, err, code };
}

/** Finds a command. @returns its path, or null */
export async function isInstalled(command: string): Promise<string | null> {
  const { out } = await run("sh", ["-c", `command -v ${command} || ls "$HOME/go/bin/${command}" 2>/dev/null`]);
  return out.trim().split("\n")[0] || null;
}
