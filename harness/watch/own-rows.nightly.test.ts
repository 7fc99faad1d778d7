import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, expect, test } from "vitest";
import { run } from "../api/run-target.ts";
import type { StreamDescription } from "../protocols/description/description.ts";
import { root } from "../run/environment.ts";
import { until } from "../wait.ts";
import { described, startFeedServer } from "./testing/feed-server.ts";

const folder = mkdtempSync(path.join(tmpdir(), "resume-gate-own-rows-"));
let server: Awaited<ReturnType<typeof startFeedServer>> | null = null;
let child: ChildProcess | null = null;
afterEach(() => {
  server?.close();
  child?.kill("SIGKILL");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Rows that this protocol does not offer: its events have no marker, and the harness did not start the server. */
const notOffered = ["two-streams", "foreign-cursor", "burst", "hostile-text", "restart", "leak", "compressed", "idle"];

test("the page's event stream passes every row that its protocol offers", { timeout: 180_000 }, async () => {
  server = await startFeedServer();
  const results = await run({ target: server.url, protocol: described, rows: "all", seed: 3 });
  expect(results.reasons).toEqual([]);
  expect(results.not_offered?.map(({ row }) => row).sort()).toEqual([...notOffered].sort());
});

/** All readers of a page share one stream. They leave after this many events. */
const shared: StreamDescription = {
  open: { get: "/events" },
  cursor: { from: "id", send: { header: "Last-Event-ID" } },
  end: [{ after: 120 }, { event: "end" }, { status: 204 }],
  gone: [{ status: 410 }, { event: "gone" }],
  proof: [{ number: "id", from: 1 }],
};

test("the stream of a real page passes a row while its own run goes on", { timeout: 180_000 }, async () => {
  server = await startFeedServer();
  writeFileSync(path.join(folder, "own.json"), JSON.stringify(described));
  const args = ["run", "--target", server.url, "--protocol", "own.json", "--rows", "all", "--seed", "3", "--watch"];
  const watched = spawn(process.execPath, [path.join(root, "harness/cli/bin.mjs"), ...args, "--no-config"], {
    cwd: folder,
    env: { ...process.env, CI: "1" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  child = watched;
  let stderr = "";
  watched.stderr.on("data", (bytes: Buffer) => (stderr += bytes.toString()));
  const page = () => /Live page: (http:\S+)\//.exec(stderr)?.[1];
  await until("the page's address", async () => page() !== undefined, { limitMs: 20_000 });
  const results = await run({ target: page() as string, protocol: shared, rows: ["cut"], seed: 3 });
  expect(results.reasons).toEqual([]);
  const [code] = await once(watched, "close");
  expect(code).toBe(0); // the row did not change the run
});

test("when its buffer is too small, it reports that events are gone, and loses none silently", {
  timeout: 120_000,
}, async () => {
  server = await startFeedServer({ mostEvents: 8, mostBytes: 1_000_000 });
  const results = await run({ target: server.url, protocol: described, rows: ["long-away"], seed: 3 });
  expect([results.verdict, results.summary.lost]).toEqual(["pass", 0]);
  expect(results.scenarios[0]?.faces[0]?.answers["410 gone"]).toBeGreaterThan(100);
});
