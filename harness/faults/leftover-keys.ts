import { redisCommand } from "../redis/command.ts";
import { until } from "../wait.ts";
import { Disproved, type FaultMaker } from "./fault.ts";
import { metric } from "./metrics.ts";
import { openRawStream } from "./raw-stream.ts";

/** How long after the state's life the keys are counted, in milliseconds. */
const slackMs = 3_000;

/**
 * `options.running` clients start a long stream and never come back. It is a monitor too: `options.ttlSec` after the load, Redis
 * must hold the state of the streams that still run, and of no other.
 */
export const leftoverKeys: FaultMaker = ({ options }, { instances, redis }) => {
  const { running = 5, ttlSec = 3 } = options ?? {};
  const active = async () => sum(await Promise.all(instances.map((url) => metric(url, "assist_sse_streams_active"))));
  return {
    name: "leftover-keys",
    async start(signal) {
      const limits = { limitMs: 5_000, signal };
      for (let i = 0; i < running; i++) {
        const base = instances[i % instances.length] as string;
        const workload = { events: 200, interval_ms: 500, event_bytes: 64, seed: i };
        const { socket, text } = await openRawStream(base, workload);
        try {
          await until("an abandoned stream to begin", async () => text().includes("DRAFTING"), limits);
        } finally {
          socket.destroy();
        }
      }
      return {
        seen: { code: "streams-abandoned", streams: running },
        observed: `${running} streams abandoned while they run`,
        afterMs: 0,
      };
    },
    async check(signal) {
      let keys: string[] = [];
      let streams = 0;
      const equal = async () => {
        keys = (await redisCommand(redis.proxy.port, ["KEYS", "sse:state:*"])).split("\n").filter(Boolean);
        streams = await active();
        return keys.length === streams;
      };
      const seen = () => ({ code: "state-kept", states: keys.length, running: streams, waitedSec: ttlSec }) as const;
      const observed = () => `${keys.length} streams have state in Redis, ${streams} are running`;
      try {
        await until("the state of streams that are over to expire", equal, {
          limitMs: ttlSec * 1_000 + slackMs,
          everyMs: 200,
          signal,
        });
      } catch (error) {
        if (signal.aborted) throw error;
        throw new Disproved(`${observed()}, ${ttlSec} s and more after the load`, seen());
      }
      if (streams < running) throw new Error(`${observed()}: the abandoned ones ended too early.`);
      return { seen: seen(), observed: observed(), afterMs: 0 };
    },
    async end() {},
  };
};

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
