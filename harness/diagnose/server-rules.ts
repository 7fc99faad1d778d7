import { plural } from "../figures.ts";
import type { Evidence } from "./evidence.ts";
import type { Rule } from "./rule.ts";
import { answersNamed, sightingIf, sightingOfFault, weightOfShare } from "./sightings.ts";
import { type Signals, sumOf } from "./signals.ts";

const mib = 1024 * 1024;
/** More buffer for each running stream than a journal and a socket need. */
const heldForOneStream = 4 * mib;

/** Causes about instances, what is in front of them, and how clients behave. */
export const serverRules: readonly Rule[] = [
  {
    cause: "orphaned-keys",
    look(evidence, signals) {
      const { redis, targets } = evidence;
      const states = redis?.keys["sse:state"] ?? 0;
      const tight = (redis?.usedBytes ?? 0) > 0.75 * (redis?.maxBytes || Number.POSITIVE_INFINITY);
      const known = targets.filter(({ activeStreams }) => activeStreams !== null);
      const active = known.reduce((sum, { activeStreams }) => sum + (activeStreams ?? 0), 0);
      return [
        ...sightingOfFault(signals, "state-kept", 6, ({ states, running }) => states > running),
        // Many states for few streams are normal, because each lives on for its TTL. They do harm when memory is short.
        ...sightingIf(
          known.length > 0 && states > 50 && states > 3 * active,
          tight ? 6 : 1.5,
          () =>
            `${states} streams have state in Redis, ${active} are running on the instances given${tight ? ", and memory is short" : ""}`,
        ),
        ...sightingIf(
          (redis?.immortalKeys ?? 0) > 0,
          3,
          () => `${plural(redis?.immortalKeys ?? 0, "key")} of ours in Redis never expire`,
        ),
      ];
    },
  },
  {
    cause: "slow-client",
    look({ logs, targets }, signals) {
      const heavy = targets.flatMap(({ url, metrics, activeStreams }) => {
        const bytes = sumOf(metrics, "nodejs_external_memory_bytes");
        return bytes > 64 * mib && bytes > heldForOneStream * (activeStreams ?? 0)
          ? [`${url}: ${Math.round(bytes / mib)} MiB`]
          : [];
      });
      return [
        ...sightingOfFault(signals, "buffers-grew", 6, ({ grownMb, maxMb }) => grownMb > maxMb),
        ...sightingIf(
          (logs?.stalledReaders ?? 0) > 0,
          4,
          () => `the server disconnected ${plural(logs?.stalledReaders ?? 0, "stalled reader")}`,
        ),
        ...sightingIf(heavy.length > 0, 4, () => `buffers hold more than the streams need: ${heavy.join(", ")}`),
      ];
    },
  },
  {
    cause: "deploy-restart",
    look({ logs, targets }, signals) {
      const shutting = answersNamed(signals, "503 SHUTTING_DOWN");
      const silent = answersNamed(signals, "no answer");
      const draining = targets.filter((target) => target.draining);
      const away = targets.filter((target) => target.away !== null);
      return [
        ...sightingIf(
          shutting.count > 0,
          6 * weightOfShare(shutting.share),
          () => `${shutting.text} are 503 SHUTTING_DOWN`,
        ),
        ...sightingIf(silent.count > 0, 5 * weightOfShare(silent.share), () => `${silent.text} never came`),
        ...sightingOfFault(signals, "restarted", 3, ({ terminated }) => terminated > 0),
        ...sightingIf(
          (logs?.restarts ?? 0) > 0,
          4,
          () => `instances started again ${plural(logs?.restarts ?? 0, "time")}`,
        ),
        ...sightingIf(
          (logs?.restarts ?? 0) > 0 && (logs?.cutByShutdown ?? 0) > 0,
          2,
          () => `${plural(logs?.cutByShutdown ?? 0, "stream")} were cut off by a shutdown`,
        ),
        ...sightingIf(
          draining.length > 0,
          4,
          () => `/healthz says draining: ${draining.map(({ url }) => url).join(", ")}`,
        ),
        ...sightingIf(
          away.length > 0 && away.length < targets.length,
          3,
          () => `some instances answer, some do not: ${away.map((t) => `${t.url} (${t.away})`).join(", ")}`,
        ),
      ];
    },
  },
  {
    cause: "resume-storm",
    look(_evidence, signals) {
      const limited = answersNamed(signals, "429 RATE_LIMITED");
      return sightingIf(
        limited.count > 0,
        6 * weightOfShare(limited.share),
        () => `${limited.text} are 429 RATE_LIMITED`,
      );
    },
  },
  {
    cause: "proxy-idle",
    look(evidence, signals) {
      const errors = brokenRate(evidence);
      const fine = answersNamed(signals, "200");
      const calm = serverIsCalm(evidence, signals);
      return [
        ...sightingIf(
          errors > 5 && fine.share > 0.9,
          4,
          () => `${fine.text} are 200, yet ${Math.round(errors)} % of the connections broke`,
        ),
        ...sightingIf(errors > 5 && fine.share > 0.9 && calm, 2, () => "the server's log shows no trouble"),
        ...sightingOfFault(signals, "proxy-gave-up", 3, ({ status }) => status === 504),
      ];
    },
  },
];

/** The error rate of the worst face, in percent. */
function brokenRate({ faces }: Evidence): number {
  return Math.max(0, ...faces.map(({ result }) => result.summary.error_rate ?? 0));
}

function serverIsCalm({ logs }: Evidence, { redisUnavailable }: Signals): boolean {
  return logs !== null && redisUnavailable === 0 && logs.restarts === 0 && Object.keys(logs.redisRefusals).length === 0;
}
