import { describe, expect, test } from "vitest";
import { FLAG } from "../history/event-flags.ts";
import type { HistoryRecord } from "../history/records.ts";
import { undocumented } from "../history/terms.ts";
import { draftGraphTerms } from "../protocols/draft-graph/terms.ts";
import { judge } from "./judge.ts";
import { proofOf } from "./proof.ts";
import { faceRecords, streamRecords, toText, withFiles } from "./testing/history.ts";

const links = FLAG.linked | FLAG.unlinked | FLAG.relinked;
/** A stream of a target without chains. */
const plain = (s: number) =>
  streamRecords(s).map(
    (record): HistoryRecord => (record.k === "ev" ? { ...record, fl: record.fl.map((bits) => bits & ~links) } : record),
  );
/** A stream that is cut before its first payload. */
const short = (s: number) => streamRecords(s, { cutAt: 2, answers: [{ status: 500 }] });

async function provedBy(...streams: readonly HistoryRecord[][]) {
  const { results } = await withFiles([toText(faceRecords(streams.flat()))], (paths) => judge(paths));
  return results.scenarios[0]?.faces[0]?.protocol;
}

describe("the results say what proved the events, and what that cannot show", () => {
  const { cannotSee, idsAlone } = draftGraphTerms;
  test("the chain, where each stream had one", async () => {
    const told = await provedBy(streamRecords(0), streamRecords(1), short(2));
    expect(told).toEqual({
      name: "draft-graph",
      proof: ["chain"],
      cannot_see: cannotSee,
      proofs: [{ name: "chain", judged: 2, unproved: 1, why: "none of its events could be proved" }],
    });
  });

  test("the ids alone, where no stream had a chain: they cannot show a change", async () => {
    const told = await provedBy(plain(0), plain(1), short(2));
    expect(told).toMatchObject({ name: "draft-graph", proof: ["id"], cannot_see: idsAlone?.cannotSee });
    expect(told?.proofs?.[0]).toMatchObject({ name: "id", judged: 2 });
    expect(told?.cannot_see).toContain("changed before it was first sent");
  });

  test("both, where some streams had one, with how many had none", async () => {
    const told = await provedBy(streamRecords(0), plain(1), plain(2));
    expect(told?.proof).toEqual(["chain", "id"]);
    expect(told?.cannot_see).toBe(
      `${cannotSee.slice(0, -1)}; in 2 of 3 streams, whose events carried no chain, also ${idsAlone?.cannotSee}`,
    );
  });

  test("what the protocol says, where links are not part of its proof", () => {
    const terms = { ...draftGraphTerms, ...undocumented, name: "mine", proof: ["number"], cannotSee: "much." };
    const told = proofOf(terms, { payloads: { streams: 3, withoutLinks: 3 }, proofs: new Map() });
    expect(told).toMatchObject({ name: "mine", proof: ["number"], cannot_see: "much." });
  });
});

test("a face whose events have nothing that a proof could judge does not pass", async () => {
  const protocol = {
    ...undocumented,
    name: "d",
    resumesBy: "cursor",
    proof: ["number", "marker"],
    cannotSee: "much.",
  } as const;
  const unnumbered = (record: HistoryRecord): HistoryRecord => {
    if (record.k === "head") return { ...record, face: { ...record.face, protocol } };
    if (record.k !== "ev") return record;
    const none = record.seq.map(() => -1);
    return { ...record, seq: none, idx: none, fl: none.map(() => 0) };
  };
  const face = faceRecords(Array.from({ length: 250 }, (_, s) => streamRecords(s)).flat()).map(unnumbered);
  const { results } = await withFiles([toText(face)], (paths) => judge(paths));
  expect(results).toMatchObject({ verdict: "inconclusive", exit_code: 3 });
  expect(results.reasons).toEqual([
    "made-up, fixed: 250 of 250 streams could not be proved, the first because none of its events could be proved.",
  ]);
});
