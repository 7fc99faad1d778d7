import { afterEach, expect, test } from "vitest";
import { run } from "../api/run-target.ts";
import { described, startFeedServer } from "./testing/feed-server.ts";

let server: Awaited<ReturnType<typeof startFeedServer>> | null = null;
afterEach(() => server?.close());

test("the page's event stream is a target of our rows, and passes them", async () => {
  server = await startFeedServer();
  const rows = ["cut", "after-end"];
  const results = await run({ target: server.url, protocol: described, rows, streams: 30, duration: "1s", seed: 3 });
  const { lost, duplicated, resume_successes, resume_eligible } = results.summary;
  expect({ lost, duplicated, missed: resume_eligible - resume_successes }).toEqual({
    lost: 0,
    duplicated: 0,
    missed: 0,
  });
  expect(resume_successes).toBeGreaterThan(50);
});
