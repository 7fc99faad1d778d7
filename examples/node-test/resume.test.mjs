// node --test: red unless the server at TARGET resumes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { explain, run, stream } from "resume-gate";

const protocol = stream({
  open: { get: "/events" },
  cursor: { from: "id", send: { header: "Last-Event-ID" } },
  end: [{ event: "done" }],
  proof: [{ number: "id", from: 1 }],
});

test("streams can be cut and picked up again", async ({ signal }) => {
  const options = {
    target: process.env.TARGET,
    protocol,
    rows: ["cut", "finish-away"],
    streams: 30,
    duration: "500ms",
  };
  const results = await run({ ...options, out: "resume-gate", signal });
  const reasons = results.scenarios.flatMap(({ faces }) => faces.flatMap((face) => face.reasons));
  const wrong = reasons.filter((reason) => !reason.startsWith("resume_success_rate: ")); // 30 streams are too few to prove 98 %
  assert.deepEqual([wrong, results.not_offered ?? []], [[], []], await explain(results, "resume-gate"));
  assert.equal(results.summary.resume_success_rate, 100, await explain(results, "resume-gate"));
});
