import type { FaultProxy } from "./fault-proxy.ts";

/** A Redis that a scenario may break, behind one stable address. */
export interface BreakableRedis {
  readonly how: "container" | "binary" | "url";
  /** What servers connect to: always the fault proxy, `redis://127.0.0.1:PORT`. */
  readonly url: string;
  /** The same Redis without the proxy, for faces that do not break it: the proxy costs latency and CPU. */
  readonly directUrl: string;
  readonly proxy: FaultProxy;
  /** Whether a PING through the proxy is answered within 500 ms. Never throws. */
  answers(): Promise<boolean>;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
  /** Shuts it down cleanly. */
  stop(): Promise<void>;
  /** Starts it again with what its append-only file holds, and waits until it answers PING. */
  restart(): Promise<void>;
  /** Keeps its connections open and answers nothing. */
  pause(): Promise<void>;
  unpause(): Promise<void>;
  /** Set when there is a replica and a Sentinel. */
  readonly failover?: Failover;
  /** Ends it, whatever its state, and removes all that it left. Idempotent. */
  dispose(): Promise<void>;
}

/** A primary with a replica, and a Sentinel that promotes it. */
export interface Failover {
  /** From now on nothing that the primary acknowledges reaches the replica. */
  cutReplication(): Promise<void>;
  /** Ends the primary at once, as a crash would. */
  killPrimary(): Promise<void>;
  /** The port of the primary according to Sentinel, and whether that server agrees. */
  primary(): Promise<{ readonly port: number; readonly agrees: boolean }>;
  readonly firstPort: number;
}

/** One way to start a Redis, chosen once for a run. */
export interface RedisProvider {
  readonly how: BreakableRedis["how"];
  /** For people and for the results, e.g. `container redis:7-alpine`. */
  readonly describe: string;
  start(options: StartOptions): Promise<BreakableRedis>;
}

export interface StartOptions {
  readonly signal: AbortSignal;
  /** More arguments for `redis-server`. Ignored when Redis is given by its URL. */
  readonly args?: readonly string[];
}
