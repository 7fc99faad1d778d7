import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scenarios } from "../../scenarios/scenarios.ts";
import type { FaceResult } from "../gate/results.ts";
import type { Evidence, RedisEvidence, TargetEvidence } from "./evidence.ts";
import { describeMissingCodes } from "./missing-codes.ts";
import { rank } from "./rank.ts";
import { countLogs } from "./read-logs.ts";
import { rules } from "./rules.ts";

const recorded = JSON.parse(readFileSync(new URL("testing/inject-faces.json", import.meta.url), "utf8")) as Record<
  string,
  Evidence
>;

const nothing: Evidence = { faces: [], logs: null, targets: [], redis: null };

const redis = (says: Partial<RedisEvidence>): Evidence => ({
  ...nothing,
  redis: {
    url: "redis://r",
    away: null,
    pingMs: 0.3,
    usedBytes: 10,
    maxBytes: 0,
    policy: "noeviction",
    evictedKeys: 0,
    role: "master",
    uptimeSec: 1e6,
    loading: false,
    appendOnly: true,
    lastSaveFailed: false,
    slowestMs: 1,
    keys: {},
    allKeys: true,
    immortalKeys: 0,
    ...says,
  },
});

const target = (says: Partial<TargetEvidence>): TargetEvidence => ({
  url: "http://a",
  away: null,
  status: "ok",
  redisStatus: "up",
  redisLatencyMs: 1,
  resumeMode: "live",
  keys: [{ kid: "k1", state: "sign" }],
  draining: false,
  activeStreams: 10,
  clockAheadSec: 0,
  metrics: {},
  ...says,
});
const targets = (...says: Partial<TargetEvidence>[]): Evidence => ({ ...nothing, targets: says.map(target) });

const logs = (...lines: object[]): Evidence => ({
  ...nothing,
  logs: countLogs(lines.map((line) => JSON.stringify({ instance: "i-0", ...line }))),
});
const times = (count: number, line: object) => Array.from({ length: count }, () => line);
const trimmed = (reason: string, kept: number) => ({
  event: "assist.sse.buffer_trimmed",
  reason,
  new_buffer_event_count: kept,
});
const rejected = (code: string) => ({ event: "assist.sse.resume_rejected", code });

describe("what a real run's inject face showed", () => {
  test.each(Object.entries(recorded))("%s ranks first", (cause, evidence) => {
    expect(rank(evidence)[0]).toMatchObject({ cause, likely: "very" });
  });

  test("each scenario has such a face, or is named here until it has one", () => {
    const without = scenarios.filter(({ name, inject }) => inject && !(name in recorded)).map(({ name }) => name);
    expect(without).toEqual([]);
  });

  // Latency and partition look the same to a server, and only monitors see the last two. What Redis and the instances report
  // distinguishes them (see below).
  const blind = ["redis-latency", "redis-partition", "orphaned-keys", "slow-client"];
  test.each(Object.entries(recorded).filter(([cause]) => !blind.includes(cause)))(
    "%s ranks first without what the fault itself observed",
    (cause, evidence) => {
      const faces = evidence.faces.map((face) => ({ ...face, result: { ...face.result, faults: [] } }));
      expect(rank({ ...evidence, faces })[0]?.cause).toBe(cause);
    },
  );
});

describe("what production alone shows", () => {
  test.each<{ saw: string; evidence: Evidence; cause: string }>([
    { saw: "PINGs of 400 ms", evidence: redis({ pingMs: 400 }), cause: "redis-latency" },
    {
      saw: "a refused connection",
      evidence: redis({ away: { how: "refused", seen: "ECONNREFUSED" } }),
      cause: "redis-outage",
    },
    { saw: "a Redis that loads", evidence: redis({ loading: true }), cause: "redis-outage" },
    {
      saw: "a silent connection",
      evidence: redis({ away: { how: "silent", seen: "no answer" } }),
      cause: "redis-partition",
    },
    { saw: "a full Redis that refuses", evidence: redis({ usedBytes: 99, maxBytes: 100 }), cause: "redis-memory" },
    {
      saw: "a full Redis that evicts",
      evidence: redis({ usedBytes: 99, maxBytes: 100, policy: "allkeys-lru", evictedKeys: 5 }),
      cause: "redis-eviction",
    },
    { saw: "a replica", evidence: redis({ role: "slave" }), cause: "redis-failover" },
    { saw: "keys that never expire", evidence: redis({ immortalKeys: 7 }), cause: "orphaned-keys" },
    {
      saw: "a thousand states for ten streams",
      evidence: { ...redis({ keys: { "sse:state": 1_000 } }), targets: [target({})] },
      cause: "orphaned-keys",
    },
    {
      saw: "the same with little memory left, and a full buffer too",
      evidence: {
        ...redis({ keys: { "sse:state": 1_000 }, usedBytes: 80, maxBytes: 100 }),
        targets: [target({ metrics: { assist_sse_buffer_fill_ratio: 0.95 } })],
      },
      cause: "orphaned-keys",
    },
    {
      saw: "Redis that answers us but not the server",
      evidence: { ...redis({}), targets: [target({ redisStatus: "down" })] },
      cause: "redis-partition",
    },
    { saw: "a slow Redis on /healthz", evidence: targets({ redisLatencyMs: 900 }), cause: "redis-latency" },
    {
      saw: "a buffer at 95 %",
      evidence: targets({ metrics: { assist_sse_buffer_fill_ratio: 0.95 } }),
      cause: "buffer-pressure",
    },
    { saw: "a draining instance", evidence: targets({ draining: true }), cause: "deploy-restart" },
    {
      saw: "one instance of two away",
      evidence: targets({}, { url: "http://b", away: "ECONNREFUSED" }),
      cause: "deploy-restart",
    },
    {
      saw: "two signing keys",
      evidence: targets({}, { url: "http://b", keys: [{ kid: "k2", state: "sign" }] }),
      cause: "secret-rotation",
    },
    {
      saw: "clocks a minute apart and expired tokens",
      evidence: targets(
        { metrics: { assist_sse_resume_attempt: 10, assist_sse_resume_expired: 1 } },
        { url: "http://b", clockAheadSec: 60 },
      ),
      cause: "clock-skew",
    },
    {
      saw: "counters of expired tokens",
      evidence: targets({ metrics: { assist_sse_resume_attempt: 100, assist_sse_resume_expired: 90 } }),
      cause: "token-expiry",
    },
    {
      saw: "counters of rate limits",
      evidence: targets({
        metrics: { assist_sse_resume_attempt: 100, 'assist_sse_resume_rejected{code="RATE_LIMITED"}': 80 },
      }),
      cause: "resume-storm",
    },
    {
      saw: "a gigabyte in buffers",
      evidence: targets({ metrics: { nodejs_external_memory_bytes: 2 ** 30 } }),
      cause: "slow-client",
    },
    {
      saw: "count_limit in the log",
      evidence: logs(...times(9, trimmed("count_limit", 256)), ...times(9, rejected("BUFFER_TRIMMED"))),
      cause: "buffer-trim",
    },
    {
      saw: "size_limit alone in the log",
      evidence: logs(...times(9, trimmed("size_limit", 40)), ...times(9, rejected("BUFFER_TRIMMED"))),
      cause: "buffer-pressure",
    },
    {
      saw: "buffers of four events",
      evidence: logs(...times(9, trimmed("count_limit", 4)), ...times(9, rejected("BUFFER_TRIMMED"))),
      cause: "snapshot-only",
    },
    {
      saw: "401 in the log",
      evidence: logs(...times(9, rejected("RESUME_TOKEN_INVALID"))),
      cause: "secret-rotation",
    },
    {
      saw: "tokens that expire on one of two instances",
      evidence: logs(...times(9, { event: "assist.sse.resume_expired" }), {
        event: "assist.sse.snapshot_created",
        instance: "i-1",
      }),
      cause: "clock-skew",
    },
    {
      saw: "OOM in the log",
      evidence: logs({ event: "redis_refused", code: "OOM", reason: "OOM command not allowed" }),
      cause: "redis-memory",
    },
    { saw: "disconnected readers", evidence: logs({ event: "stalled_reader" }), cause: "slow-client" },
    {
      saw: "an instance that started twice",
      evidence: logs({ ready: true, url: "http://a" }, { ready: true, url: "http://a" }),
      cause: "deploy-restart",
    },
    {
      saw: "503 in the log",
      evidence: logs(...times(9, rejected("SHUTTING_DOWN"))),
      cause: "deploy-restart",
    },
    {
      saw: "a lost connection to Redis",
      evidence: logs(
        { event: "assist.sse.redis_unavailable", phase: "begin", cause: "connection-lost", reason: "connection lost" },
        ...times(9, rejected("STREAM_STATE_NOT_FOUND")),
      ),
      cause: "redis-outage",
    },
  ])("$saw: $cause", ({ evidence, cause }) => {
    const causes = rank(evidence);
    expect(causes[0]?.cause).toBe(cause);
    expect(causes[0]?.score).toBeGreaterThan(causes[1]?.score ?? 0);
  });

  const sentences = (evidence: Evidence) => rank(evidence).flatMap(({ sightings }) => sightings.map(({ saw }) => saw));

  test("a share is never one of all resumes where only the log was given: it has no resume that succeeded", () => {
    const seen = sentences(logs(rejected("RESUME_TOKEN_INVALID")));
    expect(seen).toContain("1 of 1 refusals and partial recoveries in the log are 401 RESUME_TOKEN_INVALID");
    const counted = targets({
      metrics: { assist_sse_resume_attempt: 9, 'assist_sse_resume_rejected{code="RATE_LIMITED"}': 3 },
    });
    expect(sentences(counted)).toContain("3 of 9 answers to resumes are 429 RATE_LIMITED");
  });

  test("an outage of Redis that is over is one outage, though the log names its end too", () => {
    const event = "assist.sse.redis_unavailable";
    const outage = logs({ event, phase: "begin", cause: "connection-lost", reason: "lost" }, { event, phase: "end" });
    expect(sentences(outage).filter((saw) => saw.includes(event))).not.toHaveLength(0);
    expect(sentences(outage).filter((saw) => saw.includes(`${event} 2 times`))).toEqual([]);
  });

  test("without any sign no cause is named", () => {
    expect(rank(nothing)).toEqual([]);
    expect(rank(redis({}))).toEqual([]);
    expect(rank(targets({}, { url: "http://b" }))).toEqual([]);
    expect(rank(logs({ event: "draining", why: "SIGTERM" }, { event: "drained", cut: 0 }))).toEqual([]);
  });
});

describe("words and codes", () => {
  /** The evidence with every sentence replaced. */
  const reworded = (evidence: Evidence): Evidence => ({
    ...evidence,
    faces: evidence.faces.map((face) => ({
      ...face,
      result: {
        ...face.result,
        reasons: [],
        faults: face.result.faults.map((fault) => ({ ...fault, observed: "something else was said of it" })),
        findings: face.result.findings.map((finding) => ({ ...finding, text: "something else was said of it" })),
      },
    })),
  });
  const weights = (evidence: Evidence) =>
    rank(evidence).map(({ cause, score, sightings }) => ({ cause, score, of: sightings.map(({ weight }) => weight) }));

  test("rewording a sentence does not change a diagnosis", () => {
    for (const evidence of Object.values(recorded)) expect(weights(reworded(evidence))).toEqual(weights(evidence));
  });

  test("every code that a rule looks for is made by a fault, or by the checker", () => {
    const sources = (folder: string) =>
      readdirSync(new URL(`../${folder}/`, import.meta.url), { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".ts") && !name.includes(".test."))
        .map((name) => readFileSync(new URL(`../${folder}/${name}`, import.meta.url), "utf8"))
        .join("\n");
    const codesIn = (text: string, pattern: RegExp) => new Set([...text.matchAll(pattern)].map(([, code]) => code));
    const rulesText = sources("diagnose");
    const looked = codesIn(rulesText, /sightingOfFault\(signals, "([\w-]+)"/g);
    expect(looked.size).toBeGreaterThan(10);
    const byFaults = codesIn(sources("faults"), /code: "([\w-]+)"/g);
    expect([...looked].filter((code) => !byFaults.has(code))).toEqual([]);
    const details = codesIn(rulesText, /detail\?\.code === "([\w-]+)"/g);
    expect(details.size).toBeGreaterThan(0);
    const made = sources("check").replace(/export type FindingDetail[\s\S]*?;\n\n/, "");
    const byChecker = codesIn(made, /code: "([\w-]+)"/g);
    expect([...details].filter((code) => !byChecker.has(code))).toEqual([]);
  });

  test("no rule matches a sentence against a pattern", () => {
    const folder = new URL("./", import.meta.url);
    for (const name of readdirSync(folder).filter((each) => each.endsWith("-rules.ts") || each === "sightings.ts")) {
      expect(readFileSync(new URL(name, folder), "utf8"), name).not.toMatch(
        /\/[gimsu]*\.(test|exec)\(|RegExp|\.match(All)?\(|\.search\(|\.(text|observed)\.(includes|startsWith|endsWith)/,
      );
    }
  });

  test("results from before there were codes are read, and what is missing is reported", () => {
    for (const [cause, evidence] of Object.entries(recorded)) {
      const old: Evidence = {
        ...evidence,
        faces: evidence.faces.map((face) => ({
          ...face,
          result: {
            ...face.result,
            faults: face.result.faults.map(({ seen: _seen, ...fault }) => fault),
            findings: face.result.findings.map(({ detail: _detail, ...finding }) => finding),
          },
        })),
      };
      const said = evidence.faces.some(({ result }) => result.faults.length + result.findings.length > 0);
      expect(describeMissingCodes(old) !== null, cause).toBe(said);
      expect(describeMissingCodes(evidence), cause).toBeNull();
    }
  });
});

describe("the rules", () => {
  test("name exactly the scenarios with a fault", () => {
    const faulty = scenarios.filter(({ inject }) => inject).map(({ name }) => name);
    expect(rules.map(({ cause }) => cause).toSorted()).toEqual(faulty.toSorted());
  });

  test("cite what they saw", () => {
    for (const evidence of Object.values(recorded)) {
      for (const { sightings } of rank(evidence))
        for (const { saw } of sightings) expect(saw.length).toBeGreaterThan(20);
    }
  });

  test("look at no name: other names of the face and its faults do not change the ranking", () => {
    for (const evidence of Object.values(recorded)) {
      const faces = evidence.faces.map(({ result }) => ({
        id: "x.inject",
        result: {
          ...result,
          faults: result.faults.map((fault) => ({ ...fault, name: "x" })),
          symptom: null,
          reasons: [],
        },
      }));
      expect(rank({ ...evidence, faces })).toEqual(rank(evidence));
    }
  });

  test("more refusals of one kind never make its cause less likely", () => {
    const face = Object.values(recorded)[0]?.faces[0]?.result as FaceResult;
    const score = (expired: number, fine: number) => {
      const result = { ...face, answers: { "410 RESUME_TOKEN_EXPIRED": expired, "200": fine }, findings: [] };
      return (
        rank({ ...nothing, faces: [{ id: "x.load", result }] }).find(({ cause }) => cause === "token-expiry")?.score ??
        0
      );
    };
    fc.assert(
      fc.property(fc.nat(1_000), fc.nat(1_000), fc.nat(1_000), (expired, more, fine) => {
        expect(score(expired + more, fine)).toBeGreaterThanOrEqual(score(expired, fine));
      }),
    );
  });
});
