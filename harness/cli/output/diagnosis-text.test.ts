import { expect, test } from "vitest";
import type { RedisEvidence } from "../../diagnose/evidence.ts";
import { renderDiagnosis } from "./diagnosis-text.ts";

const seen: RedisEvidence = {
  url: "redis://r:6379",
  away: null,
  pingMs: 0.4,
  usedBytes: 512 * 1024 * 1024,
  maxBytes: 0,
  policy: "noeviction",
  evictedKeys: 0,
  role: "master",
  uptimeSec: 1,
  loading: false,
  appendOnly: null,
  lastSaveFailed: false,
  slowestMs: null,
  keys: {},
  allKeys: true,
  immortalKeys: 0,
};
const unknown = {
  ...seen,
  usedBytes: null,
  maxBytes: null,
  policy: null,
  evictedKeys: null,
  role: null,
  allKeys: false,
};

test.each([
  {
    claim: "what Redis says",
    redis: seen,
    line: "Redis redis://r:6379: master, PING 0.4 ms; 512 MiB, no maxmemory (noeviction); 0 evicted; no keys of ours",
  },
  {
    claim: "that it does not say something, and not a 0 in its place",
    redis: unknown,
    line:
      "Redis redis://r:6379: role unknown, PING 0.4 ms; memory unknown, maxmemory unknown (policy unknown); " +
      "an unknown number evicted; no keys of ours seen, and not all were read",
  },
])("a diagnosis shows $claim", ({ redis, line }) => {
  const evidence = { faces: [], logs: null, targets: [], redis };
  const text = renderDiagnosis({ results: null, resultsFile: null, logFiles: [], evidence, found: [], causes: [] });
  expect(text.split("\n")).toContain(`  ${line}`);
});
