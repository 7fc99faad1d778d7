import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { readHistory } from "../history/read-history.ts";
import { HISTORY_SCHEMA, type HistoryRecord } from "../history/records.ts";
import { HISTORY_SCHEMA_V1 } from "../history/v1.ts";
import { draftGraphTerms } from "../protocols/draft-graph/terms.ts";
import { judge } from "./judge.ts";
import type { FaceResult, Results } from "./results.ts";
import { faceRecords, streamRecords, toText, withFiles } from "./testing/history.ts";

/** Histories of the first version, and the results of the judge of that time. Neither is ever written again. */
const folder = path.resolve(import.meta.dirname, "../history/testing/v1");
const file = (name: string) => path.join(folder, name);

/** The exact bytes of the results, without the protocol of each face; and those protocols. */
function parted(results: Results): { text: string; protocols: FaceResult["protocol"][] } {
  const protocols: FaceResult["protocol"][] = [];
  const scenarios = results.scenarios.map((row) => ({
    ...row,
    faces: row.faces.map(({ protocol, ...face }) => {
      protocols.push(protocol);
      return face;
    }),
  }));
  return { text: JSON.stringify({ ...results, scenarios }, null, 1), protocols };
}

/** What a gate's value counts, then and now. */
const newWords: Readonly<Record<string, string>> = {
  " of the streams": " of the streams had trimmed events that a client still needed",
  " of the requests": " of the requests ended in an error",
  " (p99)": " to reconnect (p99)",
  " of the arrivals dropped by the load generator": " of the arrivals were dropped by the load generator",
  " of the arrivals made over half a second late by the load generator":
    " of the arrivals were more than half a second late",
};

/** The sentences for people in today's words. Kinds, numbers and codes are as they were. */
function reworded(text: string): string {
  return text
    .replaceAll("of the contract", "of the protocol")
    .replaceAll("accepted that must be refused", "accepted that had to be refused")
    .replaceAll("refused in a wrong way", "refused in the wrong way")
    .replaceAll("and nothing is missing between them.", "but no event is missing between them.")
    .replaceAll(
      "Its client came back as often as it may and never saw the last event.",
      "Its client used up its attempts to come back and never saw the last event.",
    )
    .replaceAll(
      "It was cut without ever having had a token, so its client cannot come back.",
      "It was cut before it had a token, so its client could not come back.",
    )
    .replace(/\b1 ((?:\w+ )?)(event|attempt|violation|stream)s\b/g, "1 $1$2")
    .replace(/ (percent|ms)([a-z0-9() -]*?)( is over ([\d.]+))?\.(?=["\\])/g, (_all, unit, of, _over, limit) => {
      const sign = unit === "percent" ? "%" : "ms";
      return ` ${sign}${newWords[of] ?? of}${limit === undefined ? "" : `; the limit is ${limit} ${sign}`}.`;
    });
}

describe("a history of the first version is judged as it was then", () => {
  test.each(["draft-graph", "described"])("%s", async (name) => {
    const { results, damage } = await judge([file(`${name}.ndjson`)]);
    const then = JSON.parse(readFileSync(file(`${name}.results.json`), "utf8")) as Results;
    expect(damage).toEqual([]);
    expect(parted(results).text).toBe(reworded(parted(then).text));
    expect(parted(results).protocols).toMatchObject(
      name === "described" ? parted(then).protocols : [{ name: "draft-graph", proof: ["chain", "id"] }],
    );
  });

  test("and the same records under a head of today give the same results", async () => {
    const lines = readFileSync(file("draft-graph.ndjson"), "utf8").split("\n");
    const { face, ...head } = JSON.parse(lines[0] as string);
    const today = { ...head, schema: HISTORY_SCHEMA, face: { ...face, protocol: draftGraphTerms } };
    const { results } = await withFiles([lines.with(0, JSON.stringify(today)).join("\n")], (paths) => judge(paths));
    expect(results).toEqual((await judge([file("draft-graph.ndjson")])).results);
  });
});

test("the head of a history of the first version is read as one of today", async () => {
  const heads: HistoryRecord[] = [];
  const onRecord = (record: HistoryRecord) => void (record.k === "head" && heads.push(record));
  const onDamage = (line: number, problem: string) => expect.fail(`line ${line}: ${problem}`);
  for (const name of ["draft-graph", "described"]) await readHistory(file(`${name}.ndjson`), { onRecord, onDamage });
  expect(heads).toMatchObject([
    { schema: HISTORY_SCHEMA, face: { protocol: draftGraphTerms } },
    { schema: HISTORY_SCHEMA, face: { protocol: { name: "ring-buffer", resumesBy: "cursor", refusals: null } } },
  ]);
});

test("a head of today must name its protocol, one of the first version need not", async () => {
  const [head, ...rest] = faceRecords(streamRecords(0));
  const { protocol: _protocol, ...face } = (head as Extract<HistoryRecord, { k: "head" }>).face;
  const without = (schema: string) => toText([{ ...head, schema, face } as HistoryRecord, ...rest]);
  const judged = (schema: string) => withFiles([without(schema)], (paths) => judge(paths));
  await expect(judged(HISTORY_SCHEMA)).rejects.toThrow(/line 1: .*"face" is \{.*: it must have "protocol"/);
  await expect(judged(HISTORY_SCHEMA_V1)).resolves.toMatchObject({ damage: [] });
});
