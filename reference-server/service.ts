import type { Logger } from "pino";
import type { Connection } from "./http/connection.ts";
import type { RedisLink } from "./redis/redis-link.ts";
import { Store } from "./redis/store.ts";
import type { Settings } from "./settings.ts";
import { LiveHub } from "./streams/live-hub.ts";
import { Streams } from "./streams/streams.ts";
import { Writers } from "./streams/writers.ts";
import { Telemetry } from "./telemetry.ts";
import { type Clock, TokenIssuer } from "./tokens/issue-token.ts";
import type { Keyring } from "./tokens/keyring.ts";

/** What the routes share: one of each for a process. */
export interface Service {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Logger;
  readonly keyring: Keyring | null;
  readonly link: RedisLink | null;
  /** What resume needs; null when no secret or no Redis is configured (426). */
  readonly resume: ResumeService | null;
  readonly streams: Streams;
  readonly telemetry: Telemetry;
  /** The open resume connections; what is left of them is cut when the grace after SIGTERM is over. */
  readonly resumed: Set<Connection>;
  draining: boolean;
}

export interface ResumeService {
  readonly link: RedisLink;
  readonly store: Store;
  readonly hub: LiveHub;
  readonly issuer: TokenIssuer;
  readonly keyring: Keyring;
  readonly writers: Writers;
}

export function createService(
  settings: Settings,
  parts: { keyring: Keyring | null; link: RedisLink | null; clock: Clock; log: Logger },
): Service {
  const { keyring, link, clock, log } = parts;
  const streams = new Streams(settings, link);
  const telemetry = new Telemetry(log, {
    activeStreams: () => streams.active,
    fullestBuffer: () => streams.fullest,
  });
  link?.on("down", (reason, cause) => {
    telemetry.count("assist.sse.redis_unavailable", {}, { fields: { phase: "begin", cause, reason } });
  });
  link?.on("up", (awayMs) => {
    log.warn({ event: "assist.sse.redis_unavailable", phase: "end", away_ms: Math.round(awayMs) });
  });
  const writers = link && new Writers(link);
  const resume =
    keyring && link && writers
      ? {
          link,
          keyring,
          writers,
          store: new Store(link, settings, writers),
          hub: new LiveHub(link),
          issuer: new TokenIssuer(keyring, settings, clock),
        }
      : null;
  return {
    settings,
    clock,
    log,
    keyring,
    link,
    resume,
    streams,
    telemetry,
    resumed: new Set(),
    draining: false,
  };
}
