import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { validateResults } from "../../../reports/validate-results.ts";
import { judge } from "../../gate/judge.ts";
import type { Results } from "../../gate/results.ts";
import type { RunInfo } from "../../history/run-info.ts";
import { detectRedis } from "../../redis/detect-redis.ts";
import { root } from "../../run/environment.ts";
import type { Lie } from "../../selftest/liar.ts";
import { liars } from "../../selftest/liars.ts";
import { liarFace } from "../../selftest/load-of-liar.ts";
import { startProxy } from "../../selftest/proxy/proxy.ts";
import { toolsFor } from "../../selftest/run-liar.ts";
import { runProxiedFace } from "../../selftest/run-proxied-face.ts";
import { prepareTestBed, type TestBed } from "../../selftest/test-bed.ts";

const { signal } = new AbortController();
let folder = "";
let testBed: TestBed;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "resume-gate-found-"));
  testBed = await prepareTestBed({ root, provider: await detectRedis("auto", process.env), folder, signal });
});
afterAll(async () => {
  await testBed?.dispose();
  rmSync(folder, { recursive: true, force: true });
});

/** Six streams before a liar who drops one event of one stream; judged, and the results file written. */
async function oneEventLost(name: string): Promise<{ file: string; results: Results }> {
  const liar = liars.find((each) => each.name === name);
  if (!liar) throw new Error(`There is no liar ${name}.`);
  const environment = { node: "", harness: "", platform: "", cores: 1, redis: "", target: "", gitCommit: null };
  const run: RunInfo = {
    id: "lost",
    startedAt: new Date(0).toISOString(),
    seed: 7,
    profile: "e2e",
    faces: [`${name}.load`],
    environment,
  };
  const { tools, seenPayloads } = toolsFor(name, testBed, 7);
  let hit: string | null = null;
  const all = liar.lie(tools);
  const lie: Lie = {
    ...all,
    events(connection) {
      if (hit !== null && hit !== connection.stream) return null;
      const filter = all.events?.(connection) ?? null;
      if (filter) hit = connection.stream;
      return filter;
    },
  };
  const histories = path.join(folder, name, "resume-gate-out", "histories");
  await mkdir(histories, { recursive: true });
  const { historyFile } = await runProxiedFace({
    run,
    face: liarFace(name, { ...liar.load, streams: 6 }, 7),
    secret: testBed.secret,
    folder: histories,
    signal,
    startProxies: async () => [await startProxy(testBed.usual[0], { wire: tools.wire, lie, seenPayloads })],
  });
  const { results } = await judge([historyFile]);
  const file = path.join(folder, name, "perf-sse-live-results.json");
  writeFileSync(file, JSON.stringify(results));
  return { file, results };
}

function resumeGate(args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, [path.join(root, "harness/cli/bin.mjs"), ...args], { cwd: folder }, (_error, out) =>
      resolve(out),
    );
  });
}

// Replay, seam and live are distinguished by the clock, also by the liar, so on a busy machine the last three may move by one place;
// the exact rule is held by harness/check/place.test.ts.
test.each([
  { name: "drop-at-start", where: /^start$/, says: /at the start, before the first cut/ },
  { name: "drop-replayed", where: /^(replay|seam)$/, says: /in the replay after a resume|at the seam/ },
  { name: "drop-at-seam", where: /^(replay|seam|live)$/, says: /in the replay|at the seam|in the live stream/ },
  { name: "drop-live", where: /^(seam|live)$/, says: /at the seam|in the live stream/ },
])("$name: diagnose says what was lost, where, and how to see it", async ({ name, where, says }) => {
  const { file, results } = await oneEventLost(name);
  expect(validateResults(results)).toEqual([]);
  const findings = results.scenarios[0]?.faces[0]?.findings ?? [];
  const place = expect.objectContaining({ where: expect.stringMatching(where) });
  expect(findings).toEqual([expect.objectContaining({ kind: "lost", place })]);

  const out = await resumeGate(["diagnose", "--results", file]);
  const [, found = ""] = /The judge found:\n([\s\S]*?)\n\n/.exec(out) ?? [];
  expect(found).toContain(`lost: 1 event in 1 stream of ${name}.load`);
  expect(found).toMatch(says);
  expect(found).toMatch(/there: instance \S+, (no cut before it|cut 1 of its stream), \d+\.\d s into the face/);
  expect(out.indexOf("The judge found:")).toBeLessThan(out.indexOf("looks like a cause"));

  const command = /npx --no-install resume-gate (replay .*)/.exec(found)?.[1] ?? "";
  expect(await resumeGate(command.split(" "))).toContain("never came");
});
