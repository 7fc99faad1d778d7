import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { emptyRun, greenRun, hostileRun, redRun } from "../testing/judged.ts";
import { escapeData, escapeProperty, renderAnnotations } from "./annotations.ts";

/** As the runner reads a command back (actions/runner, ActionCommand): properties up to the second `::`, then the message. */
function readBack(line: string) {
  const match = /^::(\w+) title=([^,:]*)::(.*)$/.exec(line);
  const data = (text: string) => text.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");
  const property = (text: string) => data(text.replaceAll("%3A", ":").replaceAll("%2C", ","));
  return match && { kind: match[1], title: property(match[2] as string), message: data(match[3] as string) };
}

describe("annotations", () => {
  test("a green run has none", async () => {
    expect(renderAnnotations(await greenRun())).toEqual([]);
  });

  test("a red run has an error for each red row and gate, with the reasons", async () => {
    const results = await redRun();
    const found = renderAnnotations(results).map(readBack);
    expect(found.every((each) => each?.kind === "error")).toBe(true);
    expect(found.map((each) => each?.title)).toEqual([
      "Resume gate: baseline (fail)",
      "Resume gate: redis-outage (fail)",
      "Resume gate: all green faces, resume_success_rate (fail)",
      "Resume gate: all green faces, lost (fail)",
    ]);
    expect(found[0]?.message).toBe(results.scenarios[0]?.reasons.join("\n"));
  });

  test("what is inconclusive is a warning", async () => {
    const kinds = new Set(renderAnnotations(await emptyRun()).map((line) => readBack(line)?.kind));
    expect([...kinds]).toEqual(["warning"]);
  });

  test("hostile text stays in its line and cannot become a command", async () => {
    const lines = renderAnnotations(await hostileRun());
    for (const line of lines) expect([/[\r\n]/.test(line), readBack(line) !== null]).toEqual([false, true]);
  });

  test("those that GitHub would not show are counted", async () => {
    const results = await redRun();
    const row = results.scenarios[0] as (typeof results.scenarios)[number];
    const lines = renderAnnotations({ ...results, gates: {}, scenarios: Array.from({ length: 25 }, () => row) });
    expect(lines).toHaveLength(10);
    expect(readBack(lines.at(-1) as string)?.message).toBe("And 16 more.");
  });

  test("any text comes out as it went in", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (title, message) => {
        const clean = (text: string) => text.replaceAll(/[\u2028\u2029]/g, "");
        const line = `::error title=${escapeProperty(clean(title))}::${escapeData(clean(message))}`;
        expect(readBack(line)).toEqual({ kind: "error", title: clean(title), message: clean(message) });
      }),
    );
  });
});
