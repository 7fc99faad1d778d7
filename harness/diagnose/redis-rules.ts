import { plural } from "../figures.ts";
import { trimmedAnswers } from "./buffer-rules.ts";
import type { Evidence } from "./evidence.ts";
import type { Rule } from "./rule.ts";
import { answersNamed, sightingIf, sightingOfFault, weightOfShare } from "./sightings.ts";
import type { Signals } from "./signals.ts";

/** Above this a PING is slow, in milliseconds (the monitor's own limit, docs/datadog.md). */
const slowMs = 250;
const mib = 1024 * 1024;

/** Redis is away, slow, unreachable, full, evicts keys, or lost writes that it had acknowledged. */
export const redisRules: readonly Rule[] = [
  {
    cause: "redis-outage",
    look(evidence, signals) {
      const { redis, logs } = evidence;
      const lost = logs?.awayCauses["connection-lost"] ?? 0;
      return [
        ...unavailable(evidence, signals),
        ...sightingIf(lost > 0, 2, () => `the log says why: ${reasons(logs?.awayReasons)}`),
        ...sightingOfFault(signals, "redis-refuses", 3),
        ...sightingIf(redis?.away?.how === "refused", 6, () => `Redis at ${redis?.url}: ${redis?.away?.seen}`),
        ...sightingIf(redis?.away?.how === "other", 2, () => `Redis at ${redis?.url}: ${redis?.away?.seen}`),
        ...sightingIf(redis?.loading === true, 4, () => "Redis is loading its data: it has just been started"),
        ...degraded(evidence),
      ];
    },
  },
  {
    cause: "redis-latency",
    look(evidence, signals) {
      const { redis, targets, logs } = evidence;
      const slow = targets.filter(({ redisLatencyMs }) => (redisLatencyMs ?? 0) > slowMs);
      const ping = redis?.pingMs ?? 0;
      return [
        ...unavailable(evidence, signals),
        ...sightingIf(timedOut(evidence) > 0, 2, () => `the log says why: ${reasons(logs?.awayReasons)}`),
        ...sightingOfFault(signals, "redis-slow", 3, ({ pingMs }) => pingMs >= 100),
        ...sightingIf(ping > slowMs, 6, () => `PING takes ${Math.round(ping)} ms from here`),
        ...sightingIf(
          slow.length > 0,
          4,
          () => `/healthz shows a Redis latency of ${slow.map((t) => `${t.redisLatencyMs} ms`).join(", ")}`,
        ),
        ...sightingIf(
          (redis?.slowestMs ?? 0) > slowMs && ping <= slowMs,
          1,
          () => `the slow log has a command of ${redis?.slowestMs} ms`,
        ),
      ];
    },
  },
  {
    cause: "redis-partition",
    look(evidence, signals) {
      const { redis, logs } = evidence;
      return [
        ...unavailable(evidence, signals),
        ...sightingIf(timedOut(evidence) > 0, 2, () => `the log says why: ${reasons(logs?.awayReasons)}`),
        ...sightingOfFault(signals, "redis-unreachable", 3),
        ...sightingIf(redis?.away?.how === "silent", 6, () => `Redis at ${redis?.url}: ${redis?.away?.seen}`),
        ...sightingIf(
          redis?.away === null && degraded(evidence).length > 0,
          3,
          () => "Redis answers here, but the servers say that it is away",
        ),
        ...degraded(evidence),
      ];
    },
  },
  {
    cause: "redis-memory",
    look({ logs, redis, faces }, signals) {
      const oom = logs?.refusalCodes.OOM ?? 0;
      const full = fullness(redis);
      const unresumable = signals.findings.unresumable ?? 0;
      const quiet = faces.length > 0 && signals.redisUnavailable === 0;
      return [
        ...sightingIf(
          oom > 0,
          7,
          () => `the log has ${plural(oom, "line")} of Redis refusing writes: ${reasons(logs?.redisRefusals)}`,
        ),
        ...sightingIf(
          quiet && unresumable > 0,
          3,
          () => `${plural(unresumable, "stream")} got no token, and Redis was never away`,
        ),
        ...sightingOfFault(signals, "redis-writes", 5, ({ refused }) => refused === 1),
        ...sightingIf(
          full >= 0.95 && redis?.policy === "noeviction",
          6,
          () => `Redis holds ${memory(redis)}, with noeviction`,
        ),
      ];
    },
  },
  {
    cause: "redis-eviction",
    look(evidence, signals) {
      const { redis } = evidence;
      const missing = answersNamed(signals, "404 STREAM_STATE_NOT_FOUND");
      const gone = trimmedAnswers(signals);
      const never = signals.redisUnavailable === 0;
      const evicted = redis?.evictedKeys ?? 0;
      return [
        ...sightingIf(
          never && missing.count > 0,
          5 * weightOfShare(missing.share),
          () => `${missing.text} are 404 STREAM_STATE_NOT_FOUND, and Redis was never away`,
        ),
        ...sightingIf(
          never && signals.serverTrimmed === 0 && gone.count > 0,
          4 * weightOfShare(gone.share),
          () => `${gone.text} lacked events that the server had not trimmed`,
        ),
        ...sightingOfFault(signals, "redis-evicts", 5, ({ keys }) => keys > 0),
        ...sightingIf(evicted > 0, 6, () => `Redis has evicted ${plural(evicted, "key")} (policy ${redis?.policy})`),
        ...sightingIf(
          fullness(redis) >= 0.95 && redis?.policy !== "noeviction",
          2,
          () => `Redis holds ${memory(redis)}, with ${redis?.policy}`,
        ),
      ];
    },
  },
  {
    cause: "redis-failover",
    look({ redis }, signals) {
      const gone = trimmedAnswers(signals);
      const away = signals.redisUnavailable > 0;
      return [
        ...sightingIf(
          away && gone.count > 0 && signals.serverTrimmed === 0,
          8 * weightOfShare(gone.share),
          () => `Redis was away, and then ${gone.text} lacked events that the server had not trimmed`,
        ),
        ...sightingOfFault(signals, "replica-promoted", 3),
        ...sightingIf(redis?.role === "slave", 4, () => "Redis at this address is a replica, not the primary"),
      ];
    },
  },
];

/** Refusals because Redis was away, for any reason. */
function unavailable(_evidence: Evidence, signals: Signals) {
  const missing = answersNamed(signals, "404 STREAM_STATE_NOT_FOUND");
  return sightingIf(
    signals.redisUnavailable > 0,
    0.5 + 3 * weightOfShare(missing.share),
    () =>
      `${missing.text} are 404 STREAM_STATE_NOT_FOUND; the server says assist.sse.redis_unavailable ${signals.redisUnavailable} times`,
  );
}

function degraded({ targets }: Evidence) {
  const down = targets.filter(({ redisStatus }) => redisStatus === "down");
  return sightingIf(down.length > 0, 2, () => `/healthz of ${down.map(({ url }) => url).join(", ")}: Redis is down`);
}

function timedOut({ logs }: Evidence): number {
  return logs?.awayCauses["timed-out"] ?? 0;
}

function reasons(counts: Readonly<Record<string, number>> | undefined): string {
  return Object.entries(counts ?? {})
    .sort(([, a], [, b]) => b - a)
    .slice(0, 3)
    .map(([reason, count]) => `"${reason}" (${count})`)
    .join(", ");
}

function fullness(redis: Evidence["redis"]): number {
  return redis?.usedBytes && redis.maxBytes ? redis.usedBytes / redis.maxBytes : 0;
}

function memory(redis: Evidence["redis"]): string {
  const [used, max] = [redis?.usedBytes, redis?.maxBytes].map((bytes) => Math.round((bytes ?? 0) / mib));
  return `${used} of ${max} MiB`;
}
