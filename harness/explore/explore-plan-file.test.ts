import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { RefusalError } from "../errors.ts";
import { drawPlan } from "./draw-plan.ts";
import { readPlan, serializePlan } from "./explore-plan-file.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "resume-gate-plan-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const stored = (plan: unknown) => {
  const file = path.join(folder, "plan.json");
  writeFileSync(file, JSON.stringify({ schema: "resume_gate.explore_plan.v1", plan }));
  return () => readPlan(file);
};
const drawn = drawPlan(7, 0);
const [stream] = drawn.streams;

test("a stored plan is read as it was drawn", () => {
  expect(stored(JSON.parse(serializePlan(drawn)).plan)()).toEqual(drawn);
});

test.each([
  { claim: "without settings", plan: { ...drawn, server: null } },
  { claim: "with a list for its settings", plan: { ...drawn, server: [] } },
  { claim: "without instances", plan: { ...drawn, instances: 0 } },
  { claim: "with a stream that is none", plan: { ...drawn, streams: [null] } },
  { claim: "with a stream without cuts", plan: { ...drawn, streams: [{ ...stream, cuts: undefined }] } },
  { claim: "with a stream without events", plan: { ...drawn, streams: [{ ...stream, events: "many" }] } },
  { claim: "with a cut that is none", plan: { ...drawn, streams: [{ ...stream, cuts: [3] }] } },
  { claim: "with a fault that is none", plan: { ...drawn, faults: [{ kind: "redis-killed" }] } },
  { claim: "with rows that are no list", plan: { ...drawn, rows: "cut" } },
])("a plan $claim is refused", ({ plan }) => {
  expect(stored(plan)).toThrow(RefusalError);
});
