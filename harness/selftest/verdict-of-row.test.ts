import { describe, expect, test } from "vitest";
import type { FindingKind } from "../check/findings.ts";
import type { Gate, Verdict } from "../gate/results.ts";
import type { Expect } from "./liar.ts";
import { liars } from "./liars.ts";
import { expectedText, foundText, objection, type Seen } from "./verdict-of-row.ts";

const gate = (verdict: Verdict, value: number | null = 100): Gate => ({
  limit: 98,
  op: ">=",
  value,
  verdict,
  reason: "",
});
const found = (...kinds: FindingKind[]) => new Map(kinds.map((kind) => [kind, 1]));

interface Given {
  readonly found?: FindingKind[];
  readonly rate?: Gate;
  readonly gates?: Record<string, Gate>;
  readonly answers?: Record<string, number>;
  readonly verdict?: Verdict;
  readonly lies?: number;
  readonly ended?: "complete" | "failed";
}
const seen = ({ rate = gate("inconclusive"), gates = {}, answers = {}, lies = 1, ...given }: Given): Seen => ({
  found: found(...(given.found ?? [])),
  lies,
  result: {
    gates: { resume_success_rate: rate, ...gates },
    answers,
    verdict: given.verdict ?? "fail",
    reasons: [],
    ended: given.ended ?? "complete",
  },
});

const lost: Expect = { finding: "lost", with: ["ended-early"] };
const refused: Expect = { answer: "401 RESUME_TOKEN_INVALID" };
const failing = gate("fail", 0);

describe("a row", () => {
  test.each<{ claim: string; expect: Expect; given: Given; says: RegExp | null }>([
    { claim: "is right when the finding came out", expect: lost, given: { found: ["lost"] }, says: null },
    {
      claim: "may have what its lie causes too",
      expect: lost,
      given: { found: ["lost", "ended-early"] },
      says: null,
    },
    { claim: "is wrong when nothing came out", expect: lost, given: {}, says: /Missed.*"lost"/ },
    { claim: "is wrong when something else came out", expect: lost, given: { found: ["corrupted"] }, says: /Missed/ },
    {
      claim: "is wrong when more came out",
      expect: lost,
      given: { found: ["lost", "phantom"] },
      says: /also found phantom/,
    },
    { claim: "is wrong when nobody lied", expect: lost, given: { found: ["lost"], lies: 0 }, says: /did not lie/ },
    {
      claim: "is wrong when the run did not complete",
      expect: lost,
      given: { found: ["lost"], ended: "failed" },
      says: /did not end/,
    },
    {
      claim: "is wrong when the face did not fail",
      expect: lost,
      given: { found: ["lost"], verdict: "pass" },
      says: /verdict is pass/,
    },
    {
      claim: "of a refusal is right when the gate failed with that answer",
      expect: refused,
      given: { rate: failing, answers: { "401 RESUME_TOKEN_INVALID": 8 } },
      says: null,
    },
    {
      claim: "of a refusal is wrong when the gate held",
      expect: refused,
      given: { answers: { "401 RESUME_TOKEN_INVALID": 8 } },
      says: /did not fail/,
    },
    {
      claim: "of a refusal is wrong when the answer has another name",
      expect: refused,
      given: { rate: failing, answers: { "401": 8 } },
      says: /Misnamed/,
    },
    {
      claim: "of a gate is right when it failed",
      expect: { gate: "error_rate" },
      given: { gates: { error_rate: failing } },
      says: null,
    },
    {
      claim: "of a gate is wrong when it held",
      expect: { gate: "error_rate" },
      given: { gates: { error_rate: gate("pass") } },
      says: /did not fail/,
    },
    {
      claim: "of an honest server is right when it is not accused",
      expect: { legal: true },
      given: {},
      says: null,
    },
    {
      claim: "of an honest server is wrong with any finding",
      expect: { legal: true },
      given: { found: ["stalled"] },
      says: /Accused of stalled/,
    },
    {
      claim: "of an honest server is wrong with a failed attempt",
      expect: { legal: true },
      given: { rate: gate("inconclusive", 99) },
      says: /99 %/,
    },
    {
      claim: "of an honest server is wrong with a failed gate",
      expect: { legal: true },
      given: { gates: { error_rate: failing } },
      says: /error_rate/,
    },
    {
      claim: "of an honest server is right with a slow load generator",
      expect: { legal: true },
      given: { gates: { loop_delay_p99_ms: gate("inconclusive") } },
      says: null,
    },
    {
      claim: "of an honest server is right when nothing was measured",
      expect: { legal: true },
      given: { gates: { reconnect_p99_ms: gate("inconclusive", null) } },
      says: null,
    },
  ])("$claim", ({ expect: wanted, given, says }) => {
    const said = objection(wanted, seen(given));
    if (says === null) expect(said).toBeNull();
    else expect(said).toMatch(says);
  });

  test.each<[Expect, Given, string, string]>([
    [lost, { found: ["lost"] }, "lost", "lost ×1"],
    [
      refused,
      { rate: failing, answers: { "200": 1, "401 RESUME_TOKEN_INVALID": 7 } },
      "refused 401 RESUME_TOKEN_INVALID",
      "refused 401 RESUME_TOKEN_INVALID ×7",
    ],
    [{ gate: "error_rate" }, { gates: { error_rate: failing } }, "gate error_rate", "gate error_rate"],
    [{ legal: true }, {}, "nothing", "nothing"],
  ])("of %j says what was expected and found", (wanted, given, expected, foundOut) => {
    expect(expectedText(wanted)).toBe(expected);
    expect(foundText(wanted, seen(given))).toBe(foundOut);
  });
});

describe("the registry", () => {
  test("has no name twice, and a sentence for each", () => {
    expect(new Set(liars.map((liar) => liar.name)).size).toBe(liars.length);
    for (const liar of liars) expect(`A server that ${liar.says}.`).toMatch(/^A server that [a-z].*[^.]\.$/);
  });

  test("has at least 30 liars and 4 honest oddities", () => {
    const legal = liars.filter((liar) => "legal" in liar.expect).length;
    expect(legal).toBeGreaterThanOrEqual(4);
    expect(liars.length - legal).toBeGreaterThanOrEqual(30);
  });
});
