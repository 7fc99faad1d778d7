import { createWriteStream } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Child, startChild } from "../child.ts";
import { errors, RefusalError } from "../errors.ts";

/** A reference server in its own process. Its owner stops it; it also stops by itself when the owner's pipe closes. */
export interface ServerProcess {
  readonly url: string;
  readonly pid: number;
  /** SIGTERM, then SIGKILL once `graceMs` have passed. Idempotent. */
  stop(graceMs?: number): Promise<void>;
  /** Sends the signal and waits until the process is gone; after `limitMs` it is killed. */
  end(how: "SIGTERM" | "SIGKILL", limitMs: number): Promise<void>;
}

/** A server that can be ended and started again at the same address. */
export interface RestartableServer {
  readonly url: string;
  /** Sends the signal and waits until the process is gone; after `limitMs` it is killed. */
  end(how: "SIGTERM" | "SIGKILL", limitMs: number): Promise<void>;
  restart(): Promise<void>;
  stop(graceMs?: number): Promise<void>;
}

/** The first start may choose its port (PORT 0); restarts use the same one. */
export async function startRestartable(options: ServerOptions): Promise<RestartableServer> {
  let running = await startServer(options);
  const { url } = running;
  return {
    url,
    end: (how, limitMs) => running.end(how, limitMs),
    async restart() {
      running = await startServer({ ...options, env: { ...options.env, PORT: new URL(url).port } });
    },
    stop: (graceMs) => running.stop(graceMs),
  };
}

export interface ServerOptions {
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
  /** The file for everything that the server prints. */
  readonly logFile: string;
  readonly onLog: (line: Readonly<Record<string, unknown>>) => void;
  readonly signal: AbortSignal;
}

/** How long a server may take to print its URL, in milliseconds. Nine start at once on two shared cores. */
const readyLimitMs = 30_000;

/** `.ts` in a checkout, `.js` in the npm package. */
const serverEntry = `reference-server/main${path.extname(import.meta.filename)}`;

export async function startServer(options: ServerOptions): Promise<ServerProcess> {
  const log = createWriteStream(options.logFile, { flags: "a" }); // a restart continues in the same file
  log.on("error", () => {}); // a full disk is reported by the history, which matters more
  const lastLines: string[] = [];
  const { promise: ready, resolve, reject } = Promise.withResolvers<string>();
  const onLine = (line: string) => {
    log.write(`${line}\n`);
    lastLines.push(line);
    if (lastLines.length > 5) lastLines.shift();
    const fields = parseLine(line);
    if (typeof fields?.url === "string" && fields.ready === true) resolve(fields.url);
    else if (fields) options.onLog(fields);
  };
  const child = startChild(process.execPath, [serverEntry], {
    cwd: options.root,
    env: { ...options.env, RESUME_GATE_PARENT_STDIN: "1" },
    stdin: "pipe",
    onLine,
  });
  void child.closed.then(({ how }) => reject(notStarted(`it ${how}. ${lastLines.join(" | ")}`)));
  ready.catch(() => {});

  const stop = stopper(child, log);
  try {
    const url = await Promise.race([ready, limit(readyLimitMs, options.signal)]);
    return { url, pid: child.pid ?? 0, stop, end: async (how, limitMs) => void (await child.end(how, limitMs)) };
  } catch (error) {
    await stop(0);
    throw error;
  }
}

function stopper(child: Child, log: { end(): void }): (graceMs?: number) => Promise<void> {
  let stopped: Promise<void> | null = null;
  return (graceMs = 3_000) => {
    stopped ??= (async () => {
      const ended = child.end(graceMs > 0 ? "SIGTERM" : "SIGKILL", graceMs);
      child.stdin?.destroy();
      await ended;
      await child.closed; // its last lines have been read
      log.end();
    })();
    return stopped;
  };
}

async function limit(ms: number, signal: AbortSignal): Promise<never> {
  await sleep(ms, undefined, { signal, ref: false });
  throw notStarted(`it printed no URL within ${ms / 1_000} s`);
}

function notStarted(reason: string): RefusalError {
  return new RefusalError(errors.serverNotStarted(reason));
}

function parseLine(line: string): Record<string, unknown> | null {
  if (!line.startsWith("{")) return null;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return null;
  }
}
