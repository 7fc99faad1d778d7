// @ts-check
import { ArgumentProblem, checkedArguments } from "../arguments/checked-arguments.mjs";
import { Refusal } from "./refusal.mjs";

export const help = `usage: node scripts/rotate-hmac.mjs --gradual | --immediate | --status [options]

Rotates the secret that signs resume tokens.

  --gradual          the new key is accepted everywhere, then it signs, and after one token life the old one is removed.
                     May be stopped at any point: run it again, and it goes on from there
  --immediate        replaces all keys at once. Every token issued before is refused from then on (401)
  --status           shows the keys (never a secret) and what each instance reports
  --dry-run          with --gradual or --immediate: prints the steps, changes nothing

  --keyring FILE     default: $SSE_KEYRING_FILE, else that of the running \`npm run serve\`
  --ttl SEC          one token life; default: $SSE_SNAPSHOT_TTL_SEC, else 900. $SSE_CLOCK_LEEWAY_SEC is added
  --instances URL,…  default: those that announce themselves in Redis (sorted set sse:instances); one whose last
                     heartbeat is older than 15 s is named and not waited for
  --redis URL        default: that of the running \`npm run serve\` if its keyring is used, else $REDIS_URL
  --timeout SEC      how long each step may take to be seen on all instances; default: 60

Exit codes: 0 done, 2 wrong usage or keyring, 4 an instance, Redis or a file did not answer in time, 130 interrupted.
`;

const known = /** @type {const} */ ({
  gradual: { type: "boolean" },
  immediate: { type: "boolean" },
  status: { type: "boolean" },
  "dry-run": { type: "boolean" },
  keyring: { type: "string" },
  ttl: { type: "string" },
  instances: { type: "string" },
  redis: { type: "string" },
  timeout: { type: "string" },
  help: { type: "boolean", short: "h" },
});
const seeHelp = "`node scripts/rotate-hmac.mjs --help` shows what there is.";
const longestSec = 604_800;

/**
 * Reads the command line, with the environment's defaults.
 *
 * @param {readonly string[]} args @param {Readonly<Record<string, string | undefined>>} env
 * @throws {Refusal} exit 2
 */
export async function readArguments(args, env) {
  const { values } = await checked(args);
  if (values.help) return { mode: /** @type {const} */ ("help") };
  const modes = /** @type {const} */ (["gradual", "immediate", "status"]).filter((each) => values[each]);
  const mode = modes[0] ?? (values["dry-run"] ? "gradual" : undefined);
  if (!mode) throw new Refusal("It is not said what to do.", "Give --gradual, --immediate or --status (or --help).", 2);
  if (modes.length > 1) throw new Refusal(`--${modes.join(" and --")} exclude each other.`, seeHelp, 2);
  const { ttl } = values;
  return {
    mode,
    dryRun: values["dry-run"] === true,
    keyring: values.keyring || env.SSE_KEYRING_FILE || null,
    lifeSec: seconds(ttl === undefined ? "SSE_SNAPSHOT_TTL_SEC" : "--ttl", ttl ?? env.SSE_SNAPSHOT_TTL_SEC, 900),
    /** Whether the token life is given on the command line: then it also applies to a rotation that has begun. */
    lifeIsGiven: ttl !== undefined,
    leewaySec: seconds("SSE_CLOCK_LEEWAY_SEC", env.SSE_CLOCK_LEEWAY_SEC, 0, 0),
    instances: values.instances === undefined ? null : urls(values.instances),
    redis: values.redis === undefined ? null : redisUrl("--redis", values.redis),
    envRedis: env.REDIS_URL ? redisUrl("REDIS_URL", env.REDIS_URL) : null,
    timeoutMs: seconds("--timeout", values.timeout, 60) * 1_000,
  };
}

/** @param {readonly string[]} args */
async function checked(args) {
  try {
    return await checkedArguments(args, known, { mostWords: 0 });
  } catch (error) {
    if (!(error instanceof ArgumentProblem)) throw error;
    throw new Refusal(error.message, `${error.hint} ${seeHelp}`.trim(), 2);
  }
}

/** @param {string} name @param {string | undefined} text @param {number} fallback @param {number} [least] */
function seconds(name, text, fallback, least = 0.001) {
  if (text === undefined || text === "") return fallback;
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && value >= least && value <= longestSec) return value;
  throw new Refusal(
    `${name} is "${text}".`,
    `It must be a number of seconds above 0, ${longestSec} (a week) at most.`,
    2,
  );
}

/** @param {string} text */
function urls(text) {
  const parts = text.split(",").map((each) => each.trim());
  const found = parts.filter(Boolean).map((part) => {
    const url = URL.canParse(part) ? new URL(part) : null;
    if (url && /^https?:$/.test(url.protocol)) return url.href.replace(/\/+$/, "");
    throw new Refusal(`--instances names "${part}", which is not an http:// or https:// URL.`, seeHelp, 2);
  });
  if (found.length === 0) throw new Refusal("--instances names no instance.", seeHelp, 2);
  return [...new Set(found)];
}

/** @param {string} name @param {string} text */
function redisUrl(name, text) {
  if (URL.canParse(text) && /^rediss?:$/.test(new URL(text).protocol)) return text;
  throw new Refusal(`${name} is not a redis:// or rediss:// URL.`, seeHelp, 2); // not quoted: it may hold a password
}
