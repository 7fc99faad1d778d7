import { describe, expect, test } from "vitest";
import { validateResults } from "../../reports/validate-results.ts";
import type { FaultRecord } from "../history/records.ts";
import { faceRecords, goodFace, judgeAll, type MadeStream, many } from "./testing/history.ts";

const monitor = (what: FaultRecord["what"], observed: string): FaultRecord => ({
  k: "fault",
  name: "fill-ratio",
  what,
  at: 500,
  observed,
});
const looked = [monitor("proved", "reading"), monitor("proved", "0.5 full")];
const found = [monitor("proved", "reading"), monitor("disproved", "0.9 full; it must stay under 0.8")];
const expectMonitor = { faults: ["fill-ratio"] };

describe("a monitor in a green face", () => {
  test("that stayed within its limit is reported with its last value", async () => {
    const { results } = await judgeAll(goodFace({ expect: expectMonitor, more: looked }));
    expect(results.verdict).toBe("pass");
    expect(results.scenarios[0]?.faces[0]?.faults).toMatchObject([{ name: "fill-ratio", observed: "0.5 full" }]);
  });

  test("that measured a value outside its limit fails the face, whatever the success rate", async () => {
    const { results } = await judgeAll(goodFace({ expect: expectMonitor, more: found }));
    expect(results).toMatchObject({ verdict: "fail", exit_code: 1 });
    expect(results.reasons.join("\n")).toMatch(/monitor fill-ratio measured a value outside its limit: 0\.9 full/);
    expect(validateResults(results)).toEqual([]);
  });
});

describe("an inject face whose symptom no attempt shows", () => {
  const faces = ["made-up.inject", "made-up.fixed"];
  const fixed = goodFace({ faces });
  const inject = (more: FaultRecord[]) =>
    faceRecords(many(250), {
      face: "inject",
      faces,
      more,
      expect: { ...expectMonitor, symptoms: [{ kind: "disproved", fault: "fill-ratio" }] },
    });

  test("is red when its monitor measured a value outside its limit", async () => {
    const { results } = await judgeAll(inject(found), fixed);
    expect(results.verdict).toBe("pass");
    expect(results.scenarios[0]?.faces[0]?.symptom).toMatchObject({ attempts: 1, seen: 1, verdict: "pass" });
  });

  test("is blind when its monitor stayed within its limit", async () => {
    const { results } = await judgeAll(inject(looked), fixed);
    expect(results.verdict).toBe("fail");
    expect(results.reasons.join("\n")).toMatch(/harness is blind/);
  });
});

describe("a face that promises the final graph alone", () => {
  const partial: MadeStream = { answers: [{ partial: true }], second: (seqs) => seqs.slice(-1) };
  const face = (stream: (s: number) => MadeStream) =>
    faceRecords(many(250, stream), { expect: { graphSuffices: true } });

  test.each([
    { claim: "passes when each client got it", stream: () => partial, verdict: "pass" },
    { claim: "passes when some got all events", stream: (s: number) => (s % 2 ? partial : {}), verdict: "pass" },
    {
      claim: "fails when some got nothing",
      stream: (s: number) => (s < 9 ? { answers: [{ status: 410, code: "BUFFER_TRIMMED" }] } : partial),
      verdict: "fail",
    },
  ])("$claim", async ({ stream, verdict }) => {
    const { results } = await judgeAll(face(stream));
    expect({ verdict: results.verdict, reasons: verdict === "pass" ? results.reasons : [] }).toEqual({
      verdict,
      reasons: [],
    });
    expect(Object.keys(results.scenarios[0]?.faces[0]?.gates ?? {})).toContain("graph_rate");
    expect(validateResults(results)).toEqual([]);
  });

  test("is judged otherwise without that promise: partial recoveries are not successes", async () => {
    const { results } = await judgeAll(faceRecords(many(250, () => partial)));
    expect(results.verdict).toBe("fail");
    expect(results.summary).toMatchObject({ resume_eligible: 250, resume_successes: 0, partial_recoveries: 250 });
  });
});
