import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { errors, RefusalError } from "../errors.ts";
import { freePort } from "../free-port.ts";
import { until } from "../wait.ts";
import { BinaryRedis, binaryProvider, dataArgs } from "./binary-provider.ts";
import type { BreakableRedis, Failover } from "./breakable-redis.ts";
import { redisCommand } from "./command.ts";
import { createFaultProxy } from "./fault-proxy.ts";

/** The name under which Sentinel knows the primary. */
const masterName = "resume-gate";
/** How long a primary may be silent before Sentinel promotes the replica, in milliseconds. */
const downAfterMs = 600;
const readyLimitMs = 15_000;

/**
 * Starts a primary, its replica and a Sentinel: three `redis-server` processes, however else this run starts Redis. Servers
 * connect through a proxy in front of the primary.
 *
 * @throws RefusalError (exit 4) when there is no `redis-server` on the PATH
 */
export async function startFailover(signal: AbortSignal): Promise<BreakableRedis> {
  await requireRedisServer();
  const folders: string[] = [];
  const started: BinaryRedis[] = [];
  const disposeAll = async () => {
    for (const redis of started.reverse()) await redis.dispose();
    for (const folder of folders) await rm(folder, { recursive: true, force: true }); // also of those that were never started
  };
  try {
    const [primary, replica, sentinel] = [await place(), await place(), await place()];
    const primaryRedis = await launch(primary, dataArgs(primary.folder, primary.port));
    const follow = ["--replicaof", "127.0.0.1", String(primary.port), "--repl-diskless-sync-delay", "0"];
    await launch(replica, [...dataArgs(replica.folder, replica.port), ...follow]);
    await until("the replica to follow", async () => /master_link_status:up/.test(await info(replica.port)), {
      limitMs: readyLimitMs,
      signal,
    });
    const file = path.join(sentinel.folder, "sentinel.conf");
    await writeFile(file, sentinelConfig(sentinel.port, sentinel.folder, primary.port));
    await launch(sentinel, [file, "--sentinel"]);
    await until("Sentinel to know the replica", async () => /slaves=1/.test(await info(sentinel.port, "sentinel")), {
      limitMs: readyLimitMs,
      signal,
    });
    const proxy = await createFaultProxy({ host: "127.0.0.1", port: primary.port });
    primaryRedis.proxy = proxy;
    return new FailoverRedis(primaryRedis, sentinel.port, disposeAll);
  } catch (error) {
    await disposeAll();
    throw error;
  }

  async function place() {
    const folder = await mkdtemp(path.join(tmpdir(), "resume-gate-redis-"));
    folders.push(folder);
    return { folder, port: await freePort() };
  }

  async function launch({ folder, port }: { folder: string; port: number }, args: string[]): Promise<BinaryRedis> {
    const redis = new BinaryRedis(folder, port, args);
    started.push(redis);
    await redis.launch(signal);
    return redis;
  }
}

/** @throws RefusalError (exit 4) when there is no `redis-server` on the PATH; the Sentinel is the same program */
export async function requireRedisServer(): Promise<void> {
  const provider = await binaryProvider();
  if (typeof provider === "string") throw new RefusalError(errors.noSentinel(provider));
}

function sentinelConfig(port: number, folder: string, primary: number): string {
  return [
    `port ${port}`,
    "bind 127.0.0.1",
    `dir ${folder}`,
    `sentinel monitor ${masterName} 127.0.0.1 ${primary} 1`,
    `sentinel down-after-milliseconds ${masterName} ${downAfterMs}`,
    `sentinel failover-timeout ${masterName} 5000`,
    "",
  ].join("\n");
}

function info(port: number, section = "replication"): Promise<string> {
  return redisCommand(port, ["INFO", section]);
}

class FailoverRedis implements BreakableRedis {
  readonly how = "binary";
  readonly failover: Failover;
  readonly #primary: BinaryRedis;
  readonly #dispose: () => Promise<void>;

  constructor(primary: BinaryRedis, sentinelPort: number, dispose: () => Promise<void>) {
    this.#primary = primary;
    this.#dispose = dispose;
    this.failover = {
      firstPort: primary.port,
      async cutReplication() {
        // The replica reconnects at once but may not replicate any more, so new writes stay on the primary alone.
        await redisCommand(primary.port, ["ACL", "SETUSER", "default", "-psync", "-sync"]);
        await redisCommand(primary.port, ["CLIENT", "KILL", "TYPE", "replica"]);
      },
      killPrimary: () => primary.kill(),
      async primary() {
        const named = await redisCommand(sentinelPort, ["SENTINEL", "GET-MASTER-ADDR-BY-NAME", masterName]);
        const port = Number(named.split("\n")[1]);
        const agrees = await info(port).then(
          (text) => /role:master/.test(text),
          () => false,
        );
        return { port, agrees };
      },
    };
  }

  get proxy() {
    return this.#primary.proxy;
  }
  get url() {
    return this.#primary.url;
  }
  get directUrl() {
    return this.#primary.url; // always the proxy: the primary's own address changes
  }
  answers = () => this.#primary.answers();
  kill = () => this.#primary.kill();
  stop = () => this.#primary.stop();
  restart = () => this.#primary.restart();
  pause = () => this.#primary.pause();
  unpause = () => this.#primary.unpause();
  dispose = () => this.#dispose();
}
