import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { madeResults } from "../../../reports/testing/make-results.ts";
import { RefusalError } from "../../errors.ts";
import { resultsIn, writeText } from "./results-folder.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "results-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(name: string, content: unknown): void {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
}

describe("the results in a folder", () => {
  test("are found by content, at any depth, oldest first, each run once", () => {
    put("b/late.json", madeResults({ id: "late", at: "2026-03-02T00:00:00.000Z" }));
    put("z.json", madeResults({ id: "early", at: "2026-03-01T00:00:00.000Z" }));
    put("copy.json", madeResults({ id: "late", at: "2026-03-02T00:00:00.000Z" }));
    put("package.json", { name: "x" });
    put("broken.json", '{"schema":');
    put("null.json", "null");
    put("node_modules/x/results.json", madeResults({ id: "no" }));
    const { results, problems } = resultsIn(folder);
    expect([results.map(({ run_id }) => run_id), problems]).toEqual([["early", "late"], []]);
  });

  test("that do not fit their schema are left out, with a sentence", () => {
    put("a.json", madeResults());
    put("b.json", { ...madeResults({ id: "b" }), seed: "one" });
    const { results, problems } = resultsIn(folder);
    expect(results).toHaveLength(1);
    expect(problems).toEqual([expect.stringContaining("b.json is left out: /seed")]);
  });

  test.each(["", "missing"])("none is a refusal, not an empty answer (%j)", (name) => {
    expect(() => resultsIn(path.join(folder, name))).toThrow(RefusalError);
  });

  test("a page that cannot be written is a refusal", () => {
    expect(() => writeText(path.join(folder, "no", "x.html"), "")).toThrow(RefusalError);
  });
});
