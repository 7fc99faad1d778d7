import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Face } from "../plan/scenario.ts";
import type { BreakableRedis, RedisProvider } from "../redis/breakable-redis.ts";
import { startFailover } from "../redis/failover.ts";
import { messageOf } from "../thrown.ts";
import { type FrontAddress, startBalancer } from "./balancer.ts";
import { startNginx } from "./nginx.ts";
import { type RestartableServer, startRestartable } from "./server-process.ts";

/** What one face runs on: its own Redis and its own servers. */
export interface Stage {
  readonly redis: BreakableRedis;
  /** The address by which the servers reach Redis. */
  readonly redisUrl: string;
  /** The addresses that clients connect to: the instances, or the front before them. */
  readonly entries: readonly URL[];
  readonly servers: readonly RestartableServer[];
  readonly keyringFile: string;
  /** The secrets that the face began with: no error body may contain one. */
  readonly secrets: readonly string[];
  /** Stops everything in turn. Idempotent, never throws; `onTrouble` gets a sentence for each thing that could not be stopped. */
  dispose(): Promise<void>;
}

export interface StageOptions {
  readonly root: string;
  readonly face: Face;
  readonly provider: RedisProvider;
  readonly logPrefix: string;
  readonly onLog: (line: Readonly<Record<string, unknown>>) => void;
  readonly onTrouble: (what: string) => void;
  readonly signal: AbortSignal;
}

export async function setStage(options: StageOptions): Promise<Stage> {
  const { face, signal } = options;
  const undo: (() => Promise<void>)[] = [];
  const dispose = disposer(undo, options.onTrouble);
  try {
    const folder = await mkdtemp(path.join(tmpdir(), "resume-gate-face-"));
    undo.push(() => rm(folder, { recursive: true, force: true }));
    const keyringFile = path.join(folder, "keyring.json");
    const secrets = [await writeKeyring(keyringFile)];
    const redis = needsFailover(face)
      ? await startFailover(signal)
      : await options.provider.start({ signal, args: redisArgs(face) });
    undo.push(() => redis.dispose());
    const redisUrl = breaksRedis(face) ? redis.url : redis.directUrl;
    const starting = Array.from({ length: face.instances ?? 1 }, (_, number) =>
      startRestartable({
        root: options.root,
        env: serverEnv(face, redisUrl, keyringFile, number),
        logFile: `${options.logPrefix}.${number}.log`,
        onLog: options.onLog,
        signal,
      }),
    );
    const started = await Promise.allSettled(starting);
    const servers = started.flatMap((server) => (server.status === "fulfilled" ? [server.value] : []));
    undo.push(() => stopAll(servers));
    const failed = started.find((server) => server.status === "rejected");
    if (failed) throw failed.reason;
    const urls = servers.map((server) => new URL(server.url));
    const front = await startFront(face, urls, signal);
    if (front) undo.push(() => front.close());
    return { redis, redisUrl, entries: front ? [front.url] : urls, servers, keyringFile, secrets, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function startFront({ front }: Face, urls: readonly URL[], signal: AbortSignal): Promise<FrontAddress | null> {
  if (!front) return null;
  return front.kind === "balancer" ? startBalancer(urls) : startNginx(front, urls[0] as URL, signal);
}

export function needsFailover(face: Face): boolean {
  return face.faults.some((fault) => fault.kind === "redis-failover");
}

async function stopAll(servers: readonly RestartableServer[]): Promise<void> {
  await Promise.all(servers.map((server) => server.stop()));
}

function disposer(undo: (() => Promise<void>)[], onTrouble: (what: string) => void): () => Promise<void> {
  let disposed: Promise<void> | null = null;
  return () => {
    disposed ??= (async () => {
      for (const step of undo.reverse()) {
        await step().catch((error: unknown) => onTrouble(messageOf(error)));
      }
    })();
    return disposed;
  };
}

/** Whether a fault of the face may break Redis or the way to it. Monitors only read from it. */
function breaksRedis(face: Face): boolean {
  return face.faults.some(({ kind }) => kind.startsWith("redis-"));
}

/** Only a face whose Redis dies needs an append-only file; elsewhere the load should not fill the disk. */
function redisArgs(face: Face): readonly string[] {
  const dies = face.faults.some((fault) => fault.kind === "redis-killed" || fault.kind === "redis-stopped");
  return dies ? [] : ["--appendonly", "no"];
}

/** @returns the secret */
async function writeKeyring(file: string): Promise<string> {
  const key = { kid: `k-0000000000-${randomBytes(2).toString("hex")}`, secret: secret(), state: "sign" };
  await writeFile(file, JSON.stringify({ version: 1, keys: [key] }, null, 2), { mode: 0o600 });
  return key.secret;
}

function secret(): string {
  return randomBytes(32).toString("base64url");
}

/**
 * Only what a process needs, and the face's own settings. A setting in the caller's environment must not change a scenario;
 * `--set` is for that.
 */
function serverEnv(face: Face, redisUrl: string, keyringFile: string, number: number): Record<string, string> {
  const { PATH = "", HOME = "", TMPDIR, NODE_COMPILE_CACHE } = process.env;
  return {
    PATH,
    HOME,
    ...(TMPDIR === undefined ? {} : { TMPDIR }),
    ...(NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE }),
    NODE_ENV: "production",
    PORT: "0",
    INSTANCE_ID: `instance-${number}`,
    REDIS_URL: redisUrl,
    SSE_KEYRING_FILE: keyringFile,
    SSE_RESUME_LIVE_RPM: "100000",
    SHUTDOWN_GRACE_SEC: "1",
    ...face.server,
    ...face.perInstance?.[number],
  };
}
