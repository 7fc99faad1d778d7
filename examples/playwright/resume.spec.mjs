// npx playwright test: red unless the server at TARGET resumes. `request` and `page` are not needed: the streams are ours.
import { expect, test } from "@playwright/test";
import { explain, run, stream } from "resume-gate";

const protocol = stream({
  open: { get: "/events" },
  cursor: { from: "id", send: { header: "Last-Event-ID" } },
  end: [{ event: "done" }],
  proof: [{ number: "id", from: 1 }],
});

test("streams can be cut and picked up again", async () => {
  const options = {
    target: process.env.TARGET,
    protocol,
    rows: ["cut", "finish-away"],
    streams: 30,
    duration: "500ms",
  };
  const results = await run({ ...options, out: "resume-gate" });
  expect(results.verdict, await explain(results, "resume-gate")).not.toBe("fail");
  expect(results.summary.resume_success_rate, await explain(results, "resume-gate")).toBe(100);
});
