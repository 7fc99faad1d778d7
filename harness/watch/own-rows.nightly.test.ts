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

/** Rows that this protocol does not offer: nothing marks its events, and the harness did not start the server. */
const notOffered = ["two-streams", "foreign-cursor", "burst", "hostile-text", "restart", "leak", "compressed", "idle"];

test("the page's event stream passes every row that its protocol offers", { timeout: 180_000 }, async () => {
  server = await startFeedServer();
  const results = await run({ target: server.url, protocol: described, rows: "all", seed: 3 });
  expect(results.reasons).toEqual([]);
  expect(results.not_offered?.map(({ row }) => row).sort()).toEqual([...notOffered].sort());
});

/** The stream of a page is one for all who open it. Its readers leave after so many events. */
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
  let said = "";
  watched.stderr.on("data", (bytes: Buffer) => (said += bytes.toString()));
  const page = () => /Live page: (http:\S+)\//.exec(said)?.[1];
  await until("the page's address", async () => page() !== undefined, { limitMs: 20_000 });
  const results = await run({ target: page() as string, protocol: shared, rows: ["cut"], seed: 3 });
  expect(results.reasons).toEqual([]);
  const [code] = await once(watched, "close");
  expect(code).toBe(0); // the row changed nothing about the run
});

test("where its buffer is too small for those who stay away, it says that events are gone, and loses none silently", {
  timeout: 120_000,
}, async () => {
  server = await startFeedServer({ mostEvents: 8, mostBytes: 1_000_000 });
  const results = await run({ target: server.url, protocol: described, rows: ["long-away"], seed: 3 });
  expect([results.verdict, results.summary.lost]).toEqual(["pass", 0]);
  expect(results.scenarios[0]?.faces[0]?.answers["410 gone"]).toBeGreaterThan(100);
});
