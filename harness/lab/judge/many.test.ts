import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { many } from "../../../rows/client/many.ts";
import type { ClientRow } from "../../../rows/client/row.ts";
import type { LabRecord, RequestRecord } from "../history/records.ts";
import { judgeMany } from "./many.ts";

const row = many[0] as ClientRow;
const clients = 100;
const cutAt = 1_000;
const retryMs = 2_000;

const request = (at: number, cursor: string | null): RequestRecord => ({
  ...({ k: "req", r: 0, method: "GET", path: "", resumes: false, accept: null, contentType: null } as const),
  ...({ body: null, cursorIn: null, credentials: "absent" } as const),
  at,
  cursor,
});

/** @param pauses of those that come back */
function storm(pauses: readonly number[], cursor: string | null = "3"): LabRecord[] {
  return [
    ...Array.from({ length: clients }, (_, at) => request(at, null)),
    { k: "end", r: -1, at: cutAt, how: "cut", settled: "waited" },
    ...pauses.map((pause) => request(cutAt + pause, cursor)),
  ];
}

const evenly = (from: number, to: number, count = clients) =>
  Array.from({ length: count }, (_, n) => from + ((to - from) * n) / count);

describe("a storm of clients", () => {
  test.each([
    { claim: "spread over one more pause is right", records: storm(evenly(retryMs, 2 * retryMs)), kinds: [] },
    { claim: "a crowd does not spread", records: storm(evenly(retryMs, retryMs + 300)), kinds: ["does-not-spread"] },
    { claim: "one that never came back gave up", records: storm(evenly(retryMs, 2 * retryMs, 99)), kinds: ["gave-up"] },
    { claim: "before its pause is too soon", records: storm(evenly(500, 2 * retryMs)), kinds: ["came-too-soon"] },
    {
      claim: "without a cursor is missing it",
      records: storm(evenly(retryMs, 2 * retryMs), null),
      kinds: ["cursor-missing"],
    },
  ])("$claim", ({ records, kinds }) => {
    const { findings } = judgeMany(row, records, { clients, mustSpread: true });
    expect(findings.map(({ kind }) => kind)).toEqual(kinds);
  });

  test("a crowd is left open where nobody asked for more", () => {
    const verdict = judgeMany(row, storm(evenly(retryMs, retryMs + 300)), { clients, mustSpread: false });
    expect(verdict).toMatchObject({ verdict: "left open", findings: [] });
  });

  test("a few that waited with full jitter are no crowd, whatever they drew", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: retryMs, max: 2 * retryMs }), { minLength: 1, maxLength: 12 }),
        (drawn) => {
          const records = [
            ...drawn.map((_, at) => request(at, null)),
            { k: "end", r: -1, at: cutAt, how: "cut", settled: "waited" } as const,
            ...drawn.map((pause) => request(cutAt + pause, "3")),
          ];
          const verdict = judgeMany(row, records, { clients: drawn.length, mustSpread: true });
          expect(verdict).toMatchObject({
            verdict: "inconclusive",
            findings: [],
            reason: expect.stringContaining("60"),
          });
        },
      ),
    );
  });

  test("clients that an interrupted run did not let come back are not accused", () => {
    const records: LabRecord[] = [...storm([]), { k: "done", at: cutAt + 100, why: "aborted" }];
    const verdict = judgeMany(row, records, { clients, mustSpread: true });
    expect(verdict).toMatchObject({ verdict: "inconclusive", findings: [], reason: "The row was interrupted." });
  });

  test("fewer clients than asked for are no result", () => {
    const verdict = judgeMany(row, storm([]), { clients: clients + 1, mustSpread: true });
    expect(verdict.verdict).toBe("inconclusive");
  });
});
