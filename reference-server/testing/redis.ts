import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { Redis } from "ioredis";
import { until } from "./until.ts";

/** A real redis-server of the test's own, with an append-only file. Closed by who started it. */
export interface TestRedis {
  readonly url: string;
  /** A connection for the test's own questions; reconnects by itself. */
  readonly client: Redis;
  kill(): Promise<void>;
  start(): Promise<void>;
  /** It keeps its connections and answers nothing. */
  pause(): void;
  unpause(): void;
  close(): Promise<void>;
}

export async function startRedis({ port: wanted }: { port?: number } = {}): Promise<TestRedis> {
  const folder = await mkdtemp(path.join(tmpdir(), "reference-server-"));
  const port = wanted ?? (await freePort());
  const url = `redis://127.0.0.1:${port}`;
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => 50, maxRetriesPerRequest: null });
  client.on("error", () => {});
  let child: ChildProcess | null = null;

  const redis: TestRedis = {
    url,
    client,
    async start() {
      const own = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "yes"];
      child = spawn("redis-server", own, { stdio: "ignore", detached: true });
      await until("redis-server to answer", () => answers(url));
    },
    async kill() {
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, "exit");
      child.kill("SIGKILL");
      await exited;
    },
    pause: () => void child?.kill("SIGSTOP"),
    unpause: () => void child?.kill("SIGCONT"),
    async close() {
      client.disconnect();
      await redis.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
  await redis.start();
  await client.connect();
  return redis;
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}

async function answers(url: string): Promise<boolean> {
  const asked = new Redis(url, { lazyConnect: true, retryStrategy: () => null, connectTimeout: 500 });
  asked.on("error", () => {});
  try {
    await asked.connect();
    return (await asked.ping()) === "PONG";
  } catch {
    return false;
  } finally {
    asked.disconnect();
  }
}
