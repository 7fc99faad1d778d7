import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { rows } from "../../rows/rows.ts";
import { chapters } from "./chapters.ts";

const server = (number: number) => readFileSync(path.join(import.meta.dirname, `${number}.mjs`), "utf8");

describe("the pages of the tutorial", () => {
  test("are numbered from 1 without a gap", () => {
    expect(chapters.map(({ number }) => number)).toEqual(chapters.map((_, i) => i + 1));
  });

  test.each(chapters)("$page runs its own server", ({ number, command }) => {
    expect(command).toContain(`--command 'node examples/tutorial/${number}.mjs'`);
  });

  test.each(chapters)("$page shows the code as it is", ({ number, code }) => {
    const shown = code.flatMap(({ language, text }) => text.split("\n").map((line) => ({ language, line })));
    const wrong = shown.filter(({ language, line }) => {
      if (language === "js") return !server(number).split("\n").includes(line);
      const [sign, rest] = [line.slice(0, 1), line.slice(1)];
      if (sign === "" || rest.trim() === "…") return false;
      const holds = (of: number) => server(of).split("\n").includes(rest);
      return !(sign === "+" ? holds(number) : sign === "-" ? holds(number - 1) : holds(number) && holds(number - 1));
    });
    expect(wrong).toEqual([]);
  });

  test("the first server has 20 lines", () => expect(server(1).trimEnd().split("\n")).toHaveLength(20));

  test("the last one passes every row that there is", () => {
    const { verdicts } = chapters.at(-1) ?? { verdicts: {} };
    expect(verdicts).toEqual(Object.fromEntries(rows.map(({ name }) => [name, "pass"])));
  });
});
