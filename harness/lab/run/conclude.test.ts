import { expect, test } from "vitest";
import { all, row, start } from "../testing/judged-history.ts";
import { conclude } from "./conclude.ts";

const facts = { id: "run", startedAt: "", durationMs: 1, seed: 7, protocol: "event-source", client: "c" };
const nothing = { findings: [], leftOpen: [], notJudged: [], reason: null };
const records = start()
  .events(...all)
  .end("end")
  .done();
const passed = { row, records, verdict: { ...nothing, verdict: "pass" as const }, history: "r.ndjson" };

test.each([
  { claim: "rows that pass are a pass", judged: [passed], interrupted: false, verdict: "pass", exit: 0 },
  { claim: "those of an interrupted run are not: others did not run", judged: [passed], interrupted: true, exit: 130 },
  { claim: "no rows are no pass", judged: [], interrupted: false, exit: 3 },
  { claim: "nor are none of an interrupted run", judged: [], interrupted: true, exit: 130 },
])("$claim", ({ judged, interrupted, verdict = "inconclusive", exit }) => {
  const results = conclude(judged, { ...facts, interrupted });
  expect(results).toMatchObject({ verdict, exit_code: exit });
  expect(results.reasons).toHaveLength(verdict === "pass" ? 0 : 1);
});
