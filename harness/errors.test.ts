import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { errors, exitCodeOf, type Refusal } from "./errors.ts";

const makers = Object.values(errors) as unknown as ((...args: string[]) => Refusal)[];
const catalogue = makers.map((make) => make("VALUE.", "REASON of it.", "MORE"));

describe("the catalogue of refusals", () => {
  test("is what docs/errors.md says", () => {
    const text = readFileSync(path.join(import.meta.dirname, "..", "docs", "errors.md"), "utf8");
    const rows = [...text.matchAll(/^\| `([A-Z0-9_]+)`\s+\| (\d+)\s+\|/gm)].map((match) => [
      match[1],
      Number(match[2]),
    ]);
    expect(rows).toEqual(catalogue.map(({ code, exitCode }) => [code, exitCode]));
  });

  test.each(catalogue)("$code says what was wrong and what to do, and has an exit code of its own kind", (refusal) => {
    expect(refusal.message).toMatch(/VALUE|REASON/);
    expect(refusal.message).toMatch(/[.:?]$/);
    expect(refusal.hint.length).toBeGreaterThan(10);
    expect([1, 2, 3, 4]).toContain(refusal.exitCode);
    expect(exitCodeOf(refusal.code)).toBe(refusal.exitCode);
  });

  test("has no code twice", () => {
    expect(new Set(catalogue.map(({ code }) => code)).size).toBe(catalogue.length);
  });

  test("knows no code that is not in it", () => {
    expect(exitCodeOf("HARNESS_CRASHED")).toBeNull();
  });
});
