import { expect, test } from "vitest";
import { proofOfFinding } from "./proof-of-finding.ts";

const terms = (...proof: string[]) => ({ proof, idsAlone: null });

test.each([
  { claim: "a gap is shown by the numbers", code: "never-came", has: terms("number", "witness"), by: "number" },
  {
    claim: "without numbers by the second reading",
    code: "never-came",
    has: terms("witness", "prefix"),
    by: "witness",
  },
  {
    claim: "by the replay where the reading failed",
    code: "never-came",
    has: terms("witness", "prefix"),
    failed: ["witness"],
    by: "prefix",
  },
  {
    claim: "another stream's event by its marker",
    code: "of-another-stream",
    has: terms("number", "marker"),
    by: "marker",
  },
  { claim: "or by the chain where there is no marker", code: "of-another-stream", has: terms("chain"), by: "chain" },
  {
    claim: "changed content by the reading that has it",
    code: "other-content",
    has: terms("number", "witness"),
    by: "witness",
  },
  {
    claim: "a text that differs by the document",
    code: "document-differs",
    has: terms("number", "document"),
    by: "document",
  },
  { claim: "a wrong status needs no proof", code: "unknown-status", has: terms("chain"), by: "the answer" },
  { claim: "silence needs none either", code: "silent", has: terms("chain"), by: "the clock" },
  {
    claim: "if every proof failed, the order of the events shows it",
    code: "came-late",
    has: terms("prefix"),
    failed: ["prefix"],
    by: "the order of its events",
  },
] as const)("$claim", ({ code, has, by, ...more }) => {
  expect(proofOfFinding(code, has, new Set("failed" in more ? more.failed : []))).toBe(by);
});
