// npx vitest run: red unless the server at TARGET resumes.
import { stream } from "resume-gate";
import "resume-gate/vitest";
import { expect, test } from "vitest";

const protocol = stream({
  open: { get: "/events" },
  cursor: { from: "id", send: { header: "Last-Event-ID" } },
  end: [{ event: "done" }],
  proof: [{ number: "id", from: 1 }],
});

test("streams can be cut and picked up again", async () => {
  await expect({ target: process.env.TARGET, protocol }).toResume({ rows: ["cut", "cut-again", "finish-away"] });
}, 15_000);
