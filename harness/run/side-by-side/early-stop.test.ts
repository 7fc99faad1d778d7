import { expect, test } from "vitest";
import { faceRecords, streamRecords } from "../../gate/testing/history.ts";
import type { Expectation } from "../../history/face-info.ts";
import type { FacePlan } from "../../plan/face-plan.ts";
import { watchForEarlyStop } from "./early-stop.ts";

/** A plan of 100 streams with one cut each. */
const plan = {
  streams: Array.from({ length: 100 }, (_, s) => ({ s, role: "cut", cuts: [{}] })),
} as unknown as FacePlan;

/** What it says of so many streams whose resume was answered so. */
function reasons(status: number, changed: Partial<Expectation> = {}) {
  const streams = Array.from({ length: 20 }, (_, s) => streamRecords(s, { answers: [{ status }] }));
  const watch = watchForEarlyStop(plan);
  return faceRecords(streams.flat(), { expect: changed })
    .map(watch)
    .filter((reason) => reason !== null);
}

test("a green face whose resumes are all refused may stop, and the reason is always the same", () => {
  expect(new Set(reasons(404))).toEqual(new Set([expect.stringMatching(/attempts have failed/)]));
});

test.each([
  { claim: "whose resumes succeed", status: 200, changed: {} },
  { claim: "that has to be red", status: 404, changed: { outcome: "red" as const } },
  { claim: "whose answers are left open", status: 404, changed: { leavesOpen: true as const } },
])("a face $claim runs to its end", ({ status, changed }) => {
  expect(reasons(status, changed)).toEqual([]);
});
