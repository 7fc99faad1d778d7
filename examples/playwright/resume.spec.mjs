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
  const reasons = results.scenarios.flatMap(({ faces }) => faces.flatMap((face) => face.reasons));
  const wrong = reasons.filter((reason) => !reason.startsWith("resume_success_rate: ")); // 30 streams are too few to prove 98 %
  expect([wrong, results.not_offered ?? []], await explain(results, "resume-gate")).toEqual([[], []]);
  expect(results.summary.resume_success_rate, await explain(results, "resume-gate")).toBe(100);
});
