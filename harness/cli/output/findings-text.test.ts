import { expect, test } from "vitest";
import type { FindingGroup } from "../../diagnose/group-findings.ts";
import { replayCommand } from "./findings-text.ts";

test("the command that shows a finding names its history for a shell, also in a folder with spaces", () => {
  const group = { face: "cut.load", first: { stream: 3 } } as unknown as FindingGroup;
  expect(replayCommand(group, "my runs/results.json")).toBe(
    "npx --no-install resume-gate replay 'my runs/resume-gate-out/histories/cut.load.ndjson' --stream 3",
  );
  expect(replayCommand(group, "results.json")).toMatch(/ resume-gate-out\/histories\/cut\.load\.ndjson --stream 3$/);
});
