import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import { validateXML } from "xmllint-wasm";
import type { Results } from "../../harness/gate/results.ts";
import { faceTable, headline } from "../github/markdown-parts.ts";
import { renderHtml } from "../html/html-report.ts";
import { renderJUnit } from "../junit.ts";
import { renderTerminal } from "../terminal/results-table.ts";
import { greenRun, redRun } from "../testing/judged.ts";
import { junitSchema } from "../testing/junit-schema.ts";
import { validateResults } from "../validate-results.ts";
import { isOfRows, rowsSentence } from "./row-words.ts";

/** A matrix: a green row, a red one, one of which a part is left open, and one that did not run. */
async function matrix(): Promise<Results> {
  const [good, bad] = [await greenRun(), await redRun()];
  const faceOf = ({ scenarios }: Results, verdict: string) =>
    scenarios.flatMap(({ faces }) => faces).find((face) => face.verdict === verdict && face.face !== "inject");
  const pass = { ...faceOf(good, "pass"), face: "load" } as Results["scenarios"][number]["faces"][number];
  const fail = { ...faceOf(bad, "fail"), face: "load" } as typeof pass;
  const open = { ...pass, left_open: [{ what: "unknown-cursor", answer: "200", count: 20 }] };
  return {
    ...bad,
    scenarios: [
      { name: "cut", verdict: "pass", reasons: [], faces: [pass] },
      { name: "cut-again", verdict: "fail", reasons: fail.reasons, faces: [fail] },
      { name: "unknown-cursor", verdict: "pass", reasons: [], faces: [open] },
    ],
    not_offered: [{ row: "burst", reason: "nothing says how its streams are made so" }],
  };
}

describe("the matrix of rows", () => {
  test("fits the results' schema", async () => {
    expect(validateResults(await matrix())).toEqual([]);
  });

  test("is a sentence: how many passed, and each of the others by name", async () => {
    expect(rowsSentence(await matrix())).toBe(
      "Rows: 1 pass, 1 fail (cut-again), 1 left open (unknown-cursor), 1 not offered (burst).",
    );
    expect(isOfRows(await greenRun())).toBe(false);
    expect(rowsSentence(await greenRun())).toBeNull();
  });

  test("is a line a row in a terminal, none over its width, and the sentence stands before the verdict", async () => {
    for (const width of [60, 80, 200]) {
      const lines = stripVTControlCharacters(renderTerminal(await matrix(), { color: true, width })).split("\n");
      expect(lines.filter((line) => line.length > width)).toEqual([]);
      const of = (name: string) => lines.find((line) => line.startsWith(`${name} `)) ?? "";
      expect(of("cut")).toMatch(/^cut +pass +100 % of \d+ +\S+ \d+ +/);
      expect(of("cut-again")).toMatch(/^cut-again +fail +/);
      expect(of("unknown-cursor")).toMatch(/^unknown-cursor +left open +/);
      expect(of("burst")).toMatch(/^burst +not offered +nothing/);
      expect(lines.some((line) => line.startsWith("Rows: 1 pass"))).toBe(true);
    }
  });

  test("is a case a row in JUnit; one that is not offered is skipped", async () => {
    const xml = renderJUnit(await matrix());
    const { errors } = await validateXML({
      xml: [{ fileName: "junit.xml", contents: xml }],
      schema: [{ fileName: "junit.xsd", contents: junitSchema }],
    });
    expect(errors).toEqual([]);
    const suite = /<testsuite [^>]*name="rows"[\s\S]*<\/testsuite>/.exec(xml)?.[0] ?? "";
    expect(suite.match(/<testcase /g)).toHaveLength(4);
    expect([/<failure /g, /<skipped /g].map((tag) => suite.match(tag)?.length)).toEqual([1, 1]);
    expect(suite).toContain('name="burst"');
  });

  test("is a table in the job summary and on the page", async () => {
    const results = await matrix();
    const summary = [...headline(results), ...faceTable(results)].join("\n");
    expect(summary).toMatch(/\| unknown-cursor \| ✅ left open \|/);
    expect(summary).toMatch(/\| burst \| not offered \|/);
    const page = renderHtml(results);
    expect(page).toMatch(/<section id="rows"/);
    expect(page.match(/<th scope="row">(<a href="#scenario-)?(cut|cut-again|unknown-cursor|burst)\b/g)).toHaveLength(4);
  });
});
