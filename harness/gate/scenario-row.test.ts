import { describe, expect, test } from "vitest";
import { faceRecords, goodFace, judgeAll, type MadeFace, type MadeStream, many } from "./testing/history.ts";

const expired = { status: 410, code: "RESUME_TOKEN_EXPIRED" };

describe("a scenario's row", () => {
  const green = goodFace({ faces: ["made-up.inject", "made-up.fixed"] });
  const inject = (stream: (s: number) => MadeStream, made: MadeFace = {}) =>
    faceRecords(many(250, stream), { face: "inject", faces: ["made-up.inject", "made-up.fixed"], ...made });

  test("passes when inject is red with its symptom and fixed is green, and no inject figure is in the summary", async () => {
    const { results } = await judgeAll(
      inject(() => ({ answers: [expired], resumeAt: 1_000_000 })),
      green,
    );
    expect(results).toMatchObject({ verdict: "pass", exit_code: 0 });
    expect(results.summary).toMatchObject({ resume_eligible: 250, resume_success_rate: 100 });
    expect(results.scenarios[0]?.faces[0]).toMatchObject({
      observed: "fail",
      verdict: "pass",
      symptom: { seen: 250, share: 100 },
    });
  });

  test.each([
    { claim: "a green inject face means a blind harness", stream: () => ({}), reason: /harness is blind/ },
    {
      claim: "red with another symptom is a failure",
      stream: () => ({ answers: [{ status: 401, code: "RESUME_TOKEN_INVALID" }] }),
      reason: /must turn red with 410.*0 of 250/,
    },
    {
      claim: "a lost event fails it, though it is red",
      stream: (s: number) =>
        s === 3 ? { second: (seqs: number[]) => seqs.toSpliced(2, 1) } : { answers: [expired], resumeAt: 1_000_000 },
      reason: /inject: lost/,
    },
  ])("$claim", async ({ stream, reason }) => {
    const { results } = await judgeAll(inject(stream), green);
    expect(results.reasons.join("\n")).toMatch(reason);
    expect(results).toMatchObject({ verdict: "fail", exit_code: 1 });
  });

  test("a symptom that cannot show because the generator was saturated makes the row inconclusive", async () => {
    const slow = inject(() => ({})).map((record) => (record.k === "end" ? { ...record, loopDelayP99Ms: 900 } : record));
    const { results } = await judgeAll(slow, green);
    expect(results).toMatchObject({ verdict: "inconclusive", exit_code: 3 });
    expect(results.reasons.join("\n")).toMatch(/saturated before the symptom could show/);
  });

  test("refusing a token as expired while it is still good is wrong in itself", async () => {
    const { results } = await judgeAll(
      inject(() => ({ answers: [expired] })),
      green,
    );
    expect(results.reasons.join("\n")).toMatch(/wrongly_refused: 250/);
  });

  test("a face without a history is reported as missing", async () => {
    const { results } = await judgeAll(green);
    expect(results).toMatchObject({ verdict: "inconclusive", exit_code: 3 });
    expect(results.reasons.join("\n")).toMatch(/inject: Its history is missing/);
  });

  test("only attempts during the fault have to show its symptom", async () => {
    const fault = (what: "started" | "proved" | "ended", at: number) => ({
      k: "fault" as const,
      name: "redis-killed",
      what,
      at,
    });
    const faults = [fault("started", 500), fault("proved", 600), fault("ended", 900)];
    const expectFault = { expect: { phase: "fault" as const, faults: ["redis-killed"] }, more: faults };
    const some = inject((s) => (s < 50 ? { resumeAt: 700, answers: [{ ...expired }] } : {}), expectFault);
    const { results } = await judgeAll(some, green);
    expect(results.scenarios[0]?.faces[0]?.symptom).toMatchObject({ attempts: 50, seen: 50, verdict: "pass" });
  });
});
