import { describe, expect, test } from "vitest";
import { readFaces } from "../gate/read-faces.ts";
import { faceRecords, type MadeStream, streamRecords, toText, withFiles } from "../gate/testing/history.ts";
import type { Expectation } from "../history/face-info.ts";
import { judgePlan } from "./judge-plan.ts";

async function objectionsTo(streams: readonly MadeStream[], expect: Partial<Expectation> = {}) {
  const records = faceRecords(
    streams.flatMap((stream, s) => streamRecords(s, stream)),
    { face: "load", expect: { outcome: "green", ...expect } },
  );
  const { faces } = await withFiles([toText(records)], (paths) => readFaces(paths));
  const [reading] = faces.values();
  if (!reading) throw new Error("The history has no head.");
  return judgePlan(reading).objections;
}

const refused: MadeStream = { answers: [{ status: 404, code: "STREAM_STATE_NOT_FOUND" }] };

describe("what counts against a server", () => {
  test.each([
    { claim: "nothing, where all streams are complete", streams: [{}, {}], expect: {}, says: [] },
    {
      claim: "a refusal",
      streams: [{}, refused],
      expect: {},
      says: [/1 of 2 attempts failed; seen: 404/, /1 of 2 streams are incomplete/],
    },
    {
      claim: "not a clear refusal, where a row of the plan allows one",
      streams: [{}, refused],
      expect: { mayRefuse: [404] },
      says: [],
    },
    {
      claim: "a lost event, whatever may be refused",
      streams: [{ second: (seqs: number[]) => seqs.slice(1) }, refused],
      expect: { mayRefuse: [404] },
      says: [/lost/, /1 of 2 attempts failed/, /1 of 2 streams are incomplete/],
    },
  ] as const)("$claim", async ({ streams, expect: expected, says }) => {
    const objections = await objectionsTo(streams, expected as Partial<Expectation>);
    expect(objections).toHaveLength(says.length);
    for (const [place, each] of says.entries()) expect(objections[place]).toMatch(each);
  });
});
