import { afterEach, expect, test } from "vitest";
import { run } from "../api/run.ts";
import { described, startFeedServer } from "./testing/feed-server.ts";

let server: Awaited<ReturnType<typeof startFeedServer>> | null = null;
afterEach(() => server?.close());

test("the page's event stream is a target of our rows, and passes them", async () => {
  server = await startFeedServer();
  const rows = ["cut", "finish-away", "after-end", "unknown-cursor"];
  const results = await run({ target: server.url, protocol: described, rows, seed: 3 });
  expect(results.reasons).toEqual([]);
  expect(results.scenarios.map(({ name, verdict }) => [name, verdict])).toEqual(rows.map((row) => [row, "pass"]));
});

test("where its buffer is too small for those who stay away, it says that events are gone, and loses none silently", async () => {
  server = await startFeedServer({ mostEvents: 8, mostBytes: 1_000_000 });
  const results = await run({ target: server.url, protocol: described, rows: ["long-away"], seed: 3 });
  expect([results.verdict, results.summary.lost]).toEqual(["pass", 0]);
  expect(results.scenarios[0]?.faces[0]?.answers["410 gone"]).toBeGreaterThan(100);
});
