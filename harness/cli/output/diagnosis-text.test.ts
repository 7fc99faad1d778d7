import { expect, test } from "vitest";
import type { RedisEvidence } from "../../diagnose/evidence.ts";
import { renderDiagnosis } from "./diagnosis-text.ts";

const redis: RedisEvidence = {
  url: "redis://h:6379",
  away: null,
  pingMs: 0.3,
  usedBytes: 0,
  maxBytes: 0,
  policy: "noeviction",
  evictedKeys: 0,
  role: "master",
  uptimeSec: 1,
  loading: false,
  appendOnly: true,
  lastSaveFailed: false,
  slowestMs: null,
  keys: {},
  allKeys: true,
  immortalKeys: 0,
};

test.each([
  { claim: "all were read and none is ours", says: {}, shown: "no keys of ours" },
  { claim: "some were read", says: { allKeys: false }, shown: "no key of ours among those that were looked at" },
  { claim: "some were read, with ours", says: { allKeys: false, keys: { "sse:state": 3 } }, shown: "and more" },
])("the keys of Redis: $claim", ({ says, shown }) => {
  const evidence = { faces: [], logs: null, targets: [], redis: { ...redis, ...says } };
  const text = renderDiagnosis({ results: null, resultsFile: null, logFiles: [], evidence, found: [], causes: [] });
  expect(text.split("\n").find((line) => line.includes("redis://h:6379"))).toContain(shown);
});

test("what Redis did not say is not shown as 0", () => {
  const unknown = { usedBytes: null, maxBytes: null, policy: null, evictedKeys: null, role: null };
  const evidence = { faces: [], logs: null, targets: [], redis: { ...redis, ...unknown } };
  const text = renderDiagnosis({ results: null, resultsFile: null, logFiles: [], evidence, found: [], causes: [] });
  expect(text).toContain(
    "role unknown, PING 0.3 ms; memory unknown, maxmemory unknown (policy unknown); an unknown number evicted; no keys of ours",
  );
});
