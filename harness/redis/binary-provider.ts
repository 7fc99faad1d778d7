import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { type Child, startChild } from "../child.ts";
import { errors, RefusalError } from "../errors.ts";
import { freePort } from "../free-port.ts";
import { until } from "../wait.ts";
import type { BreakableRedis, RedisProvider, StartOptions } from "./breakable-redis.ts";
import { createFaultProxy, type FaultProxy } from "./fault-proxy.ts";
import { answersPing } from "./ping.ts";

/** How long a Redis may take until it answers, in milliseconds. */
const readyLimitMs = 15_000;

/** Runs `redis-server` from the PATH, one process for each start. @returns the reason as text when there is none */
export async function binaryProvider(): Promise<RedisProvider | string> {
  try {
    const { stdout } = await promisify(execFile)("redis-server", ["--version"], { timeout: 5_000 });
    const version = /v=(\S+)/.exec(stdout)?.[1] ?? "of unknown version";
    return { how: "binary", describe: `binary redis-server ${version}`, start: (options) => startBinary(options) };
  } catch {
    return "no redis-server on the PATH";
  }
}

async function startBinary({ signal, args = [] }: StartOptions): Promise<BreakableRedis> {
  const folder = await mkdtemp(path.join(tmpdir(), "resume-gate-redis-"));
  const port = await freePort();
  const redis = new BinaryRedis(folder, port, [...dataArgs(folder, port), ...args]);
  try {
    await redis.launch(signal);
    redis.proxy = await createFaultProxy({ host: "127.0.0.1", port });
    return redis;
  } catch (error) {
    await redis.dispose();
    throw error;
  }
}

/** The arguments of a `redis-server` that keeps data, with an append-only file and without snapshots. */
export function dataArgs(folder: string, port: number): string[] {
  const where = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder];
  return [...where, "--save", "", "--appendonly", "yes", "--appendfsync", "everysec"];
}

/** One `redis-server` process. `args` are all of its arguments; they must name `port` too. */
export class BinaryRedis implements BreakableRedis {
  readonly how = "binary";
  proxy!: FaultProxy;
  #folder: string;
  #port: number;
  #args: readonly string[];
  #child: Child | null = null;

  constructor(folder: string, port: number, args: readonly string[]) {
    this.#folder = folder;
    this.#port = port;
    this.#args = args;
  }

  get port(): number {
    return this.#port;
  }

  get directUrl(): string {
    return `redis://127.0.0.1:${this.#port}`;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.proxy.port}`;
  }

  async launch(signal?: AbortSignal): Promise<void> {
    const child = startChild("redis-server", this.#args, { ownGroup: true });
    this.#child = child;
    try {
      await until("redis-server to answer PING", () => this.#up(child), {
        limitMs: readyLimitMs,
        everyMs: 20,
        ...(signal ? { signal } : {}),
      });
    } catch (error) {
      if (error instanceof RefusalError || signal?.aborted) throw error;
      throw new RefusalError(errors.redisNotStarted("binary redis-server", `it did not answer. ${child.printed()}`));
    }
  }

  async #up(child: Child): Promise<boolean> {
    if (child.ending) throw new RefusalError(errors.redisNotStarted("binary redis-server", child.printed()));
    return answersPing(this.#port);
  }

  answers(): Promise<boolean> {
    return answersPing(this.proxy.port);
  }

  kill(): Promise<void> {
    return this.#end("SIGKILL");
  }

  stop(): Promise<void> {
    return this.#end("SIGTERM");
  }

  async restart(): Promise<void> {
    if (this.#child && !this.#child.ending) return;
    await this.launch();
  }

  async pause(): Promise<void> {
    this.#child?.signal("SIGSTOP");
  }

  async unpause(): Promise<void> {
    this.#child?.signal("SIGCONT");
  }

  async dispose(): Promise<void> {
    await this.#end("SIGKILL");
    await this.proxy?.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #end(how: NodeJS.Signals): Promise<void> {
    await this.#child?.end(how, 5_000);
  }
}
