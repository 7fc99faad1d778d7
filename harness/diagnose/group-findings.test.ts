import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { FaceResult, FindingPlace, FindingRow } from "../gate/results.ts";
import type { Evidence } from "./evidence.ts";
import { type FindingGroup, groupFindings } from "./group-findings.ts";

const recorded = JSON.parse(readFileSync(new URL("testing/inject-faces.json", import.meta.url), "utf8")) as Record<
  string,
  Evidence
>;
const face = recorded["redis-outage"]?.faces[0]?.result as FaceResult;

const place: FindingPlace = { where: "seam", connection: 1, cut: 1, instance: "a:1", at_ms: 4_000 };
const row = (stream: number, at: Partial<FindingPlace> | null = {}, more: Partial<FindingRow> = {}): FindingRow => ({
  kind: "lost",
  detail: { code: "never-came", from: 7, to: 7 },
  place: at && { ...place, ...at },
  stream,
  request_id: `request-${stream}`,
  seq: 7,
  text: "Event 7 never came.",
  ...more,
});
const look = (findings: readonly FindingRow[], summary: Partial<FaceResult["summary"]> = {}) =>
  groupFindings([
    { id: "x.fixed", result: { ...face, faults: [], findings, summary: { ...face.summary, ...summary } } },
  ]);

describe("what the judge found", () => {
  test.each<{ claim: string; rows: FindingRow[]; lost?: number; says: Partial<FindingGroup> }>([
    {
      claim: "one event: its place, and its stream to replay",
      rows: [row(9)],
      lost: 1,
      says: {
        count: 1,
        streams: 1,
        atLeast: false,
        where: [{ where: "seam", count: 1 }],
        instance: "a:1",
        cut: 1,
        moment: { fromMs: 4_000, toMs: 4_000, during: [] },
        first: row(9),
      },
    },
    {
      claim: "several of one instance, cut and moment",
      rows: [row(1), row(2, { at_ms: 4_900 }), row(2, { at_ms: 4_950 })],
      lost: 3,
      says: { count: 3, streams: 2, instance: "a:1", cut: 1, moment: { fromMs: 4_000, toMs: 4_950, during: [] } },
    },
    {
      claim: "several with nothing in common",
      rows: [row(1), row(2, { instance: "b:2", cut: 2, at_ms: 9_000, where: "live" }), row(3, { where: "live" })],
      says: {
        instance: null,
        cut: null,
        moment: null,
        where: [
          { where: "live", count: 2 },
          { where: "seam", count: 1 },
        ],
      },
    },
    { claim: "a gap of many events is counted in full", rows: [row(1)], lost: 40, says: { count: 40, streams: 1 } },
    {
      claim: "more than the results keep",
      rows: Array.from({ length: 20 }, (_, s) => row(s)),
      lost: 99,
      says: { count: 99, streams: 20, atLeast: true },
    },
    {
      claim: "results without places: still the kind and the stream",
      rows: [{ kind: "lost", stream: 4, request_id: null, seq: 1, text: "Event 1 never came." }],
      lost: 1,
      says: { count: 1, where: [], instance: null, cut: null, moment: null },
    },
  ])("$claim", ({ rows, lost = 0, says }) => {
    expect(look(rows, { lost })).toEqual([expect.objectContaining({ face: "x.fixed", kind: "lost", ...says })]);
  });

  test("names the faults that lasted the whole time", () => {
    const faults = [
      { name: "redis-killed", started_ms: 900, proved_ms: 1_000, ended_ms: 9_000, observed: null },
      { name: "redis-reset", started_ms: 4_500, proved_ms: 4_500, ended_ms: 4_600, observed: null },
    ];
    const result = { ...face, faults, findings: [row(1, { at_ms: 2_000 }), row(2, { at_ms: 8_000 })] };
    expect(groupFindings([{ id: "x.fixed", result }])[0]?.moment).toEqual({
      fromMs: 2_000,
      toMs: 8_000,
      during: ["redis-killed"],
    });
  });

  test("has a line for each kind, the most frequent first, without what a fault causes by design", () => {
    const rows = [
      row(1),
      row(2, {}, { kind: "stalled" }),
      row(3, {}, { kind: "stalled" }),
      row(4, {}, { kind: "ended-early", tolerated: true }),
    ];
    expect(look(rows).map(({ kind, count }) => [kind, count])).toEqual([
      ["stalled", 2],
      ["lost", 1],
    ]);
  });

  test("is empty when nothing was found", () => {
    expect(look([])).toEqual([]);
    expect(groupFindings([])).toEqual([]);
  });
});
