import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePort } from "./redis.ts";

/** A reference server in a process of its own with a real Redis, and all that it ever printed. */
export interface AttackedServer {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Standard output and standard error so far. */
  printed(): string;
  stop(): Promise<void>;
}

const main = path.join(import.meta.dirname, "..", "main.ts");

export async function startAttackedServer(env: Readonly<Record<string, string>>): Promise<AttackedServer> {
  const folder = mkdtempSync(path.join(tmpdir(), "resume-gate-attack-"));
  const redisPort = await freePort();
  const redis = spawn(
    "redis-server",
    ["--port", String(redisPort), "--bind", "127.0.0.1", "--save", "", "--dir", folder],
    {
      stdio: "ignore",
    },
  );
  const { PATH = "", HOME = "" } = process.env;
  const server = spawn(process.execPath, [main], {
    env: { PATH, HOME, PORT: "0", REDIS_URL: `redis://127.0.0.1:${redisPort}`, SHUTDOWN_GRACE_SEC: "0", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  const ready = new Promise<string>((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error(`no URL within 15 s: ${printed}`)), 15_000);
    const onBytes = (bytes: Buffer) => {
      printed += bytes.toString();
      const url = /"url":"([^"]+)"/.exec(printed)?.[1];
      if (!url) return;
      clearTimeout(limit);
      resolve(url);
    };
    server.stdout.on("data", onBytes);
    server.stderr.on("data", onBytes);
  });
  const stop = async () => {
    await Promise.all([end(server), end(redis)]);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const url = await ready;
    return { url, port: Number(new URL(url).port), pid: server.pid ?? 0, printed: () => printed, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  const kill = setTimeout(() => child.kill("SIGKILL"), 5_000);
  await exited;
  clearTimeout(kill);
}
