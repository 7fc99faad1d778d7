/** Everything that can be set from outside (contract, Settings). */
export interface Settings {
  readonly port: number;
  readonly host: string;
  readonly instanceId: string;
  readonly logLevel: string;
  readonly redisUrl: string | null;
  readonly apiKeys: readonly string[];
  readonly signingSecret: string | null;
  readonly acceptedSecrets: readonly string[];
  readonly keyringFile: string | null;
  readonly bufferMaxEvents: number;
  readonly bufferMaxBytes: number;
  readonly stateTtlSec: number;
  readonly snapshotTtlSec: number;
  readonly resumeMode: "live" | "replay" | "snapshot";
  readonly liveTimeoutSec: number;
  readonly liveRpm: number;
  readonly compress: boolean;
  readonly trimPayloads: boolean;
  readonly heartbeatSec: number;
  readonly journalEvents: number;
  readonly clockLeewaySec: number;
  readonly shutdownGraceSec: number;
  readonly clockOffsetSec: number;
  readonly referenceEvents: number;
  readonly referenceIntervalMs: number;
  readonly referenceEventBytes: number;
}

type Env = Readonly<Record<string, string | undefined>>;

/** Names with the prefix that are neither numbers nor switches, so they are not in the tables below. */
const otherNames = ["SSE_RESUME_SECRET", "SSE_RESUME_SECRETS_ACCEPTED", "SSE_KEYRING_FILE", "SSE_RESUME_MODE"];

const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"];

/** name → [default, least, most]. Whole numbers. */
const wholeNumbers = {
  PORT: [3000, 0, 65_535],
  SSE_BUFFER_MAX_EVENTS: [256, 1, 1_000_000],
  SSE_STATE_TTL_SEC: [900, 1, 604_800],
  SSE_SNAPSHOT_TTL_SEC: [900, 1, 604_800],
  SSE_RESUME_LIVE_TIMEOUT_SEC: [120, 1, 86_400],
  SSE_RESUME_LIVE_RPM: [600, 1, 10_000_000],
  SSE_OUTAGE_JOURNAL_EVENTS: [1024, 1, 1_000_000],
  SSE_CLOCK_LEEWAY_SEC: [0, 0, 86_400],
  REFERENCE_CLOCK_OFFSET_SEC: [0, -86_400, 86_400],
  REFERENCE_EVENTS: [40, 1, 100_000],
  REFERENCE_INTERVAL_MS: [50, 0, 60_000],
  REFERENCE_EVENT_BYTES: [512, 16, 262_144],
} as const;

/** name → [default, least, most]. Decimal fractions are fine. */
const numbers = {
  SSE_BUFFER_MAX_SIZE_MB: [1.5, 0.001, 4096],
  SSE_HEARTBEAT_SEC: [15, 0.05, 3600],
  SHUTDOWN_GRACE_SEC: [20, 0, 3600],
} as const;

const switches = {
  SSE_RESUME_LIVE_ENABLED: true,
  SSE_BUFFER_COMPRESS: false,
  SSE_BUFFER_TRIM_PAYLOADS: false,
} as const;

/** Every name that `readSettings` reads, so that other names can be refused where they are given. */
export const settingNames: readonly string[] = [
  ...otherNames,
  ...Object.keys(wholeNumbers),
  ...Object.keys(numbers),
  ...Object.keys(switches),
  ...["ASSIST_API_KEYS", "HMAC_SECRET", "HOST", "INSTANCE_ID", "LOG_LEVEL", "REDIS_URL"],
];

/**
 * Reads the settings.
 *
 * @returns the settings, or one sentence for each that is wrong, with its name and value
 */
export function readSettings(env: Env): { settings: Settings; problems: string[] } {
  const problems: string[] = [];
  const whole = (name: keyof typeof wholeNumbers) => number(name, env, wholeNumbers[name], /^-?\d+$/, problems);
  const real = (name: keyof typeof numbers) => number(name, env, numbers[name], /^\d+(\.\d+)?$/, problems);
  const flag = (name: keyof typeof switches) => onOff(name, env, switches[name], problems);

  const known = new Set([
    ...otherNames,
    ...Object.keys(wholeNumbers),
    ...Object.keys(numbers),
    ...Object.keys(switches),
  ]);
  for (const name of Object.keys(env)) {
    if (name.startsWith("SSE_") && !known.has(name)) problems.push(`${name} is not a setting of this server.`);
  }
  const mode = env.SSE_RESUME_MODE || "live";
  if (mode !== "live" && mode !== "replay" && mode !== "snapshot") {
    problems.push(`SSE_RESUME_MODE is "${mode}"; it must be live, replay or snapshot.`);
  }
  const live = flag("SSE_RESUME_LIVE_ENABLED");
  const redisUrl = env.REDIS_URL || null;
  // The value is not shown: it may hold a password.
  if (redisUrl && !isRedisUrl(redisUrl)) problems.push("REDIS_URL is not a redis://host:port or rediss:// URL.");
  const apiKeys = list(env.ASSIST_API_KEYS);
  if (env.ASSIST_API_KEYS && apiKeys.length === 0)
    problems.push("ASSIST_API_KEYS names no key; leave it empty to let everybody in.");
  const logLevel = env.LOG_LEVEL || "info";
  if (!logLevels.includes(logLevel))
    problems.push(`LOG_LEVEL is "${logLevel}"; it must be one of ${logLevels.join(", ")}.`);

  const settings: Settings = {
    port: whole("PORT"),
    host: env.HOST || "127.0.0.1",
    instanceId: env.INSTANCE_ID || `${env.HOST || "127.0.0.1"}-${process.pid}`,
    logLevel,
    redisUrl,
    apiKeys,
    signingSecret: env.SSE_RESUME_SECRET || env.HMAC_SECRET || null,
    acceptedSecrets: list(env.SSE_RESUME_SECRETS_ACCEPTED),
    keyringFile: env.SSE_KEYRING_FILE || null,
    bufferMaxEvents: whole("SSE_BUFFER_MAX_EVENTS"),
    bufferMaxBytes: Math.floor(real("SSE_BUFFER_MAX_SIZE_MB") * 1024 * 1024),
    stateTtlSec: whole("SSE_STATE_TTL_SEC"),
    snapshotTtlSec: whole("SSE_SNAPSHOT_TTL_SEC"),
    resumeMode: mode === "live" && !live ? "replay" : (mode as Settings["resumeMode"]),
    liveTimeoutSec: whole("SSE_RESUME_LIVE_TIMEOUT_SEC"),
    liveRpm: whole("SSE_RESUME_LIVE_RPM"),
    compress: flag("SSE_BUFFER_COMPRESS"),
    trimPayloads: flag("SSE_BUFFER_TRIM_PAYLOADS"),
    heartbeatSec: real("SSE_HEARTBEAT_SEC"),
    journalEvents: whole("SSE_OUTAGE_JOURNAL_EVENTS"),
    clockLeewaySec: whole("SSE_CLOCK_LEEWAY_SEC"),
    shutdownGraceSec: real("SHUTDOWN_GRACE_SEC"),
    clockOffsetSec: whole("REFERENCE_CLOCK_OFFSET_SEC"),
    referenceEvents: whole("REFERENCE_EVENTS"),
    referenceIntervalMs: whole("REFERENCE_INTERVAL_MS"),
    referenceEventBytes: whole("REFERENCE_EVENT_BYTES"),
  };
  return { settings, problems };
}

function number(
  name: string,
  env: Env,
  [fallback, least, most]: readonly [number, number, number],
  form: RegExp,
  problems: string[],
): number {
  const text = env[name];
  if (text === undefined || text === "") return fallback;
  const value = Number(text);
  if (form.test(text) && value >= least && value <= most) return value;
  problems.push(`${name} is "${text}"; it must be a number from ${least} to ${most}.`);
  return fallback;
}

/** Whether the client library accepts it. Otherwise it would throw at the start, or silently use another database. */
function isRedisUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^rediss?:$/.test(url.protocol) && url.hostname !== "" && /^\/?\d*$/.test(url.pathname);
}

function onOff(name: string, env: Env, fallback: boolean, problems: string[]): boolean {
  const text = env[name];
  if (text === undefined || text === "") return fallback;
  if (/^(true|1)$/.test(text)) return true;
  if (/^(false|0)$/.test(text)) return false;
  problems.push(`${name} is "${text}"; it must be true or false.`);
  return fallback;
}

function list(text: string | undefined): string[] {
  return (text ?? "")
    .split(",")
    .map((each) => each.trim())
    .filter(Boolean);
}
