import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readSettings } from "./settings.ts";

const read = (env: Record<string, string>) => readSettings(env).settings;
const problems = (env: Record<string, string>) => readSettings(env).problems;

test("without any variable the settings are the contract's defaults", () => {
  expect(readSettings({})).toMatchObject({
    problems: [],
    settings: {
      port: 3000,
      redisUrl: null,
      apiKeys: [],
      signingSecret: null,
      keyringFile: null,
      bufferMaxEvents: 256,
      bufferMaxBytes: 1.5 * 1024 * 1024,
      stateTtlSec: 900,
      snapshotTtlSec: 900,
      resumeMode: "live",
      liveTimeoutSec: 120,
      liveRpm: 600,
      compress: false,
      trimPayloads: false,
      heartbeatSec: 15,
      journalEvents: 1024,
      clockLeewaySec: 0,
      shutdownGraceSec: 20,
      clockOffsetSec: 0,
      referenceEvents: 40,
      referenceIntervalMs: 50,
      referenceEventBytes: 512,
    },
  });
});

describe("a setting", () => {
  test.each([
    { claim: "an empty value is none", env: { SSE_STATE_TTL_SEC: "" }, gives: { stateTtlSec: 900 } },
    { claim: "sizes are MiB", env: { SSE_BUFFER_MAX_SIZE_MB: "3.0" }, gives: { bufferMaxBytes: 3_145_728 } },
    { claim: "port 0 is any free one", env: { PORT: "0" }, gives: { port: 0 } },
    { claim: "a clock may be slow", env: { REFERENCE_CLOCK_OFFSET_SEC: "-90" }, gives: { clockOffsetSec: -90 } },
    { claim: "1 is true", env: { SSE_BUFFER_COMPRESS: "1" }, gives: { compress: true } },
    { claim: "HMAC_SECRET signs when alone", env: { HMAC_SECRET: "h" }, gives: { signingSecret: "h" } },
    {
      claim: "SSE_RESUME_SECRET goes before it",
      env: { HMAC_SECRET: "h", SSE_RESUME_SECRET: "s" },
      gives: { signingSecret: "s" },
    },
    {
      claim: "lists lose their spaces and gaps",
      env: { SSE_RESUME_SECRETS_ACCEPTED: " a , ,b,", ASSIST_API_KEYS: "k1,k2" },
      gives: { acceptedSecrets: ["a", "b"], apiKeys: ["k1", "k2"] },
    },
    {
      claim: "live switched off is mode replay",
      env: { SSE_RESUME_LIVE_ENABLED: "false" },
      gives: { resumeMode: "replay" },
    },
    {
      claim: "live switched off leaves mode snapshot",
      env: { SSE_RESUME_LIVE_ENABLED: "false", SSE_RESUME_MODE: "snapshot" },
      gives: { resumeMode: "snapshot" },
    },
    {
      claim: "names without the prefix are others' business",
      env: { SSEX: "1", HOME: "/", RESUME_SSE_X: "1" },
      gives: {},
    },
  ])("$claim", ({ env, gives }) => {
    const set = Object.fromEntries(Object.entries(env).filter((each) => each[1] !== undefined)) as Record<
      string,
      string
    >;
    expect(readSettings(set)).toMatchObject({ problems: [], settings: gives });
  });
});

describe("a wrong setting is named, with its value", () => {
  test.each([
    ["SSE_HEARTBEAT_SEC", "soon"],
    ["SSE_HEARTBEAT_SEC", "0"],
    ["SSE_HEARTBEAT_SEC", "-1"],
    ["SSE_STATE_TTL_SEC", "0"],
    ["SSE_STATE_TTL_SEC", "1.5"],
    ["SSE_STATE_TTL_SEC", "1e3"],
    ["SSE_STATE_TTL_SEC", " 5"],
    ["SSE_STATE_TTL_SEC", "Infinity"],
    ["SSE_BUFFER_MAX_EVENTS", "0x10"],
    ["SSE_BUFFER_COMPRESS", "yes"],
    ["SSE_RESUME_MODE", "Live"],
    ["PORT", "65536"],
    ["REFERENCE_EVENTS", "100001"],
    ["REFERENCE_EVENT_BYTES", "15"],
    ["SHUTDOWN_GRACE_SEC", "-1"],
    ["LOG_LEVEL", "loud"],
  ])("%s=%s", (name, value) => {
    expect(problems({ [name]: value })).toEqual([expect.stringContaining(`${name} is "${value}"`)]);
  });

  test("an unknown name with the prefix, without its value: it may be a secret under a wrong name", () => {
    expect(problems({ SSE_RESUME_SECRT: "hidden" })).toEqual(["SSE_RESUME_SECRT is not a setting of this server."]);
  });

  test.each([",", " , ", " "])("ASSIST_API_KEYS=%j, which names no key: everybody would be let in", (keys) => {
    expect(problems({ ASSIST_API_KEYS: keys })).toEqual([expect.stringMatching(/^ASSIST_API_KEYS names no key/)]);
  });

  test.each(["mysql://h", "redis://", "redis://[bad", "redis://h:99999", "redis://h/abc", "h:6379"])(
    "REDIS_URL=%s, without its value: it may hold a password",
    (url) => {
      expect(problems({ REDIS_URL: url })).toEqual([expect.stringMatching(/^REDIS_URL is not a redis:/)]);
      expect(problems({ REDIS_URL: url })[0]).not.toContain("bad");
    },
  );

  test.each(["redis://h", "rediss://user:pw@h:6380/3", "redis://[::1]:6379/", "redis://h/0?family=6"])(
    "REDIS_URL=%s is fine",
    (url) => {
      expect(problems({ REDIS_URL: url })).toEqual([]);
      expect(read({ REDIS_URL: url }).redisUrl).toBe(url);
    },
  );

  test("whatever the environment holds, reading it never throws, and all settings have a value", () => {
    const name = fc.constantFrom(
      "PORT",
      "SSE_STATE_TTL_SEC",
      "SSE_HEARTBEAT_SEC",
      "SSE_RESUME_MODE",
      "REDIS_URL",
      "SSE_X",
    );
    fc.assert(
      fc.property(fc.dictionary(name, fc.string()), (env) => {
        const { settings } = readSettings(env);
        expect(Object.values(settings).filter((value) => value === undefined || Number.isNaN(value))).toEqual([]);
      }),
    );
  });
});
