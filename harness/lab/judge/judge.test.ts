import { expect, test } from "vitest";
import { all, cutAfter3, judged, row, start } from "../testing/judged-history.ts";
import { LabHistory } from "../testing/records.ts";
import { judgeRow } from "./judge.ts";

test("what the row leaves open is told and is no failure", () => {
  const verdict = judged({
    claim: "",
    history: start()
      .events(...all)
      .got(2),
    kinds: [],
    row: { leftOpen: { duplicated: "The application drops it." } },
  });
  expect(verdict).toMatchObject({ verdict: "left open", findings: [], leftOpen: [{ what: "duplicated" }] });
});

test("a client that never asks is no failure and no pass", () => {
  const verdict = judged({ claim: "", history: new LabHistory().ended("exited with 1"), kinds: [] });
  expect(verdict).toMatchObject({ verdict: "inconclusive", reason: expect.stringContaining("exited with 1") });
});

test("what a client cannot report is named", () => {
  const history = new LabHistory().request({ credentials: "absent" }).stream().sent(5).end();
  expect(judged({ claim: "", history, kinds: [], reports: false }).notJudged).toHaveLength(2);
});

test("a row that was cut short accuses nobody of what was still to come", () => {
  const records = cutAfter3().request({ cursor: "3" }).stream().sent(3).done("limit");
  const verdict = judgeRow({ ...row }, records, { reports: true, mustStartAnew: false });
  expect(verdict).toMatchObject({
    verdict: "inconclusive",
    findings: [],
    reason: expect.stringContaining("--patience"),
  });
});

test("a client that asks in a way that the lab does not play is not accused", () => {
  const history = cutAfter3().notPlayed("live=long-poll").ended("exited with 1");
  expect(judged({ claim: "", history, kinds: [] })).toMatchObject({
    verdict: "inconclusive",
    findings: [],
    reason: "It asked for live=long-poll, which the lab does not play.",
  });
});
