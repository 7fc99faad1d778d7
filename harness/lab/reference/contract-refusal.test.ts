import { expect, test } from "vitest";
import { runbook } from "../../../rows/client/runbook.ts";
import { contractRefusal } from "./contract-refusal.ts";

const refusals = runbook.flatMap(({ name, resumes = [] }) =>
  resumes.flatMap((answer) => (answer.kind === "refusal" ? [{ name, answer }] : [])),
);

test.each(refusals)("after the refusal of $name the client must do the same, whoever answers", ({ answer }) => {
  const { status, code, details } = answer;
  expect(contractRefusal(status, JSON.stringify({ code, details })).after).toBe(answer.after);
});

test("a body that is no JSON leaves it open", () => {
  expect(contractRefusal(500, "<html>")).toEqual({ kind: "refusal", status: 500, details: {}, after: "open" });
});
