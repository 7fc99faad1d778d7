import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LabRecord } from "../history/records.ts";
import { all, row, start } from "../testing/judged-history.ts";
import { dataOf } from "../testing/records.ts";
import { judgeRow } from "./judge.ts";
import { withTextsAsSent } from "./texts-as-sent.ts";

/** The same object, its names in another order, as a map that sorts gives it. */
const reversed = (text: string) => JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text)).reverse()));

/** All events, each delivered as the value that the client made of it. */
function history(given: (text: string) => string, more: { event?: string } = {}): readonly LabRecord[] {
  const made = start();
  for (const n of all) {
    made.sent(n, { ...(n === 5 ? more : {}), data: JSON.stringify(JSON.parse(dataOf(n)), null, 1) });
    made.got(given(dataOf(n)), n === 5 ? more : {});
  }
  return made
    .end("end")
    .done()
    .map((record) => (record.k === "got" ? { ...record, parsed: true } : record));
}

describe("a client that gives the value that it made of the data", () => {
  test.each([
    { claim: "may write it without the line breaks", records: history((text) => text) },
    { claim: "may have its names in another order", records: history(reversed) },
    { claim: "has listened to the type of what it gives", records: history(reversed, { event: "done" }) },
  ])("$claim", ({ records }) => {
    const { findings, notJudged } = judgeRow(row, records, { reports: true, mustStartAnew: false });
    expect({ findings, notJudged }).toEqual({ findings: [], notJudged: [] });
  });

  test("is accused of another value", () => {
    const records = history((text) => text.replace("text 3", "test 3"));
    const { findings } = judgeRow(row, records, { reports: true, mustStartAnew: false });
    expect(findings.map(({ kind }) => kind)).toEqual(["corrupted", "lost"]);
  });

  test("is taken at its text, whatever JSON was sent", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const [sent] = start().sent(0, { data: text }).records.slice(-1);
        const given = { k: "got", at: 1, data: JSON.stringify(JSON.parse(text)), parsed: true } as const;
        expect(withTextsAsSent([sent as LabRecord, given])[1]).toMatchObject({ data: text });
      }),
    );
  });
});
