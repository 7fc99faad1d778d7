import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import { emptyRun, greenRun, hostileRun, redRun } from "../testing/judged.ts";
import { renderTerminal } from "./results-table.ts";

const runs = [
  { claim: "a green run", make: greenRun },
  { claim: "a red run", make: redRun },
  { claim: "a run with nothing to show", make: emptyRun },
  { claim: "a run with hostile text", make: hostileRun },
];

describe("the table in a terminal", () => {
  test.each(runs)("of $claim has no line over 80 columns, with colours or without", async ({ make }) => {
    const results = await make();
    for (const color of [true, false]) {
      for (const width of [60, 80]) {
        const lines = stripVTControlCharacters(renderTerminal(results, { color, width })).split("\n");
        expect(lines.filter((line) => line.length > width)).toEqual([]);
      }
    }
  });

  test("of long names and answers has no line over 80 columns, and a line for each face", async () => {
    const results = await redRun();
    const long = {
      ...results,
      reasons: ["x".repeat(300), "word ".repeat(80)],
      scenarios: results.scenarios.map((row) => ({
        ...row,
        name: `${row.name}-with-a-name-that-nobody-would-choose`,
        faces: row.faces.map((face) => ({
          ...face,
          answers: { [`503 ${"LONG_".repeat(30)}`]: 123_456, "401 A_B": 1 },
        })),
      })),
    };
    const lines = renderTerminal(long, { color: false, width: 80 }).split("\n");
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(lines.filter((line) => /123456x LONG_.*…$/.test(line))).toHaveLength(3);
  });

  test("has its columns under their headings", async () => {
    const [heading = "", row = ""] = renderTerminal(await redRun(), { color: false, width: 80 })
      .split("\n")
      .slice(1);
    for (const [name, value] of [
      ["face", "load"],
      ["verdict", "fail"],
      ["resumed", "99.66 %"],
      ["what was seen", "200 only"],
    ] as const) {
      expect([name, row.indexOf(value)]).toEqual([name, heading.indexOf(name)]);
    }
  });

  test("has colours only when asked for", async () => {
    const results = await redRun();
    expect(renderTerminal(results, { color: false, width: 80 })).not.toContain("\u001b");
    expect(renderTerminal(results, { color: true, width: 80 })).toContain("\u001b[31mfail");
  });

  test("does not let a server's words steer the terminal", async () => {
    expect(renderTerminal(await hostileRun(), { color: false, width: 80 })).not.toContain("\u001b");
  });

  test("names the answer that came most and how many kinds there were besides", async () => {
    const text = renderTerminal(await redRun(), { color: false, width: 80 });
    expect(text).toMatch(/redis-outage +inject +pass \(red\) +0 % of 100 +100x STREAM_STATE_NOT_FOUND/);
    expect(text).toMatch(/baseline +load +fail +.*200 only/);
  });
});
