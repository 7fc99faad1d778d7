import { describe, expect, test } from "vitest";
import { validateResults } from "../../reports/validate-results.ts";
import type { FaultRecord, HistoryRecord } from "../history/records.ts";
import { judge } from "./judge.ts";
import { faceRecords, goodFace, type MadeStream, streamRecords, toText, withFiles } from "./testing/history.ts";

const judgeAll = (...faces: HistoryRecord[][]) => withFiles(faces.map(toText), (paths) => judge(paths));
const many = (stream: (s: number) => MadeStream = () => ({})) =>
  Array.from({ length: 250 }, (_, s) => streamRecords(s, stream(s))).flat();
const probe = (what: FaultRecord["what"], observed: string): FaultRecord => ({
  k: "fault",
  name: "fill-ratio",
  what,
  at: 500,
  observed,
});
const looked = [probe("proved", "reading"), probe("proved", "0.5 full")];
const found = [probe("proved", "reading"), probe("disproved", "0.9 full; it must stay under 0.8")];
const expectProbe = { faults: ["fill-ratio"] };

describe("a probe in a green face", () => {
  test("that kept its limit is told with what it saw last", async () => {
    const { results } = await judgeAll(goodFace({ expect: expectProbe, more: looked }));
    expect(results.verdict).toBe("pass");
    expect(results.scenarios[0]?.faces[0]?.faults).toMatchObject([{ name: "fill-ratio", observed: "0.5 full" }]);
  });

  test("that found the server outside its limit fails the face, whatever the success rate", async () => {
    const { results } = await judgeAll(goodFace({ expect: expectProbe, more: found }));
    expect(results).toMatchObject({ verdict: "fail", exit_code: 1 });
    expect(results.reasons.join("\n")).toMatch(/probe fill-ratio found: 0\.9 full/);
    expect(validateResults(results)).toEqual([]);
  });
});

describe("an inject face whose symptom no attempt shows", () => {
  const faces = ["made-up.inject", "made-up.fixed"];
  const fixed = goodFace({ faces });
  const inject = (more: FaultRecord[]) =>
    faceRecords(many(), {
      face: "inject",
      faces,
      more,
      expect: { ...expectProbe, symptoms: [{ kind: "disproved", fault: "fill-ratio" }] },
    });

  test("is red when its probe found what it must not find", async () => {
    const { results } = await judgeAll(inject(found), fixed);
    expect(results.verdict).toBe("pass");
    expect(results.scenarios[0]?.faces[0]?.symptom).toMatchObject({ attempts: 1, seen: 1, verdict: "pass" });
  });

  test("is blind when its probe kept its limit", async () => {
    const { results } = await judgeAll(inject(looked), fixed);
    expect(results.verdict).toBe("fail");
    expect(results.reasons.join("\n")).toMatch(/harness is blind/);
  });
});

describe("a face that promises the final graph alone", () => {
  const partial: MadeStream = { answers: [{ partial: true }], second: (seqs) => seqs.slice(-1) };
  const face = (stream: (s: number) => MadeStream) => faceRecords(many(stream), { expect: { graphSuffices: true } });

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

  test("is no excuse where it is not said: partial recoveries are no successes", async () => {
    const { results } = await judgeAll(faceRecords(many(() => partial)));
    expect(results.verdict).toBe("fail");
    expect(results.summary).toMatchObject({ resume_eligible: 250, resume_successes: 0, partial_recoveries: 250 });
  });
});
