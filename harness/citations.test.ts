import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const read = (file: string) => readFileSync(path.join(root, file), "utf8");

/** What can be cited of a page: its headings, its bold terms, and what it writes as code. */
function sectionsOf(page: string): Set<string> {
  const text = read(`docs/${page}.md`);
  const found = [...text.matchAll(/^#+ (.+)$|\*\*(.+?)\*\*|`([^`]+)`/gm)].map(
    (match) => match[1] ?? match[2] ?? match[3] ?? "",
  );
  return new Set(
    found.flatMap((each) => [each, ...each.split(" / ")].map((one) => one.replaceAll("`", "").toLowerCase())),
  );
}

const pages = { contract: "contract", glossary: "glossary", "verdict.md": "verdict" } as const;

/** Every "(contract, X)", "(contract, X and Y)" and the like, in code and pages. Comments are joined over their lines. */
function citations(): { file: string; page: string; section: string }[] {
  const files = ["harness", "reference-server", "scenarios", "reports", "scripts", "bench", "docs"].flatMap((room) =>
    readdirSync(path.join(root, room), { recursive: true, encoding: "utf8" })
      .filter((name) => /\.(ts|mjs|sh|md)$/.test(name))
      .map((name) => path.join(room, name)),
  );
  return files
    .filter((file) => file !== "harness/citations.test.ts")
    .flatMap((file) => {
      const text = read(file).replaceAll(/\n\s*(?:\*|\/\/|#)? ?/g, " ");
      return [...text.matchAll(/\((contract|design|glossary|verdict\.md), ([^):;]+)/g)].flatMap(
        ([, page = "", sections = ""]) =>
          sections
            .split(/ and (?=[A-Z])/)
            .map((section) => ({ file, page, section: section.replaceAll("`", "").trim() })),
      );
    });
}

describe("what comments cite can be read", () => {
  const all = citations();

  test("there are citations to hold", () => expect(all.length).toBeGreaterThan(30));

  test("each cited section is on its page", () => {
    const known = Object.fromEntries(Object.entries(pages).map(([name, page]) => [name, sectionsOf(page)]));
    expect(all.filter(({ page, section }) => !known[page]?.has(section.toLowerCase()))).toEqual([]);
  });

  test("each word of the contract's setting table is a setting of the server", () => {
    const settings = [...read("docs/contract.md").matchAll(/^\| `([A-Z_]+)` +\|/gm)].map((match) => match[1] as string);
    const code = read("reference-server/settings.ts");
    expect(settings.length).toBeGreaterThan(10);
    expect(settings.filter((name) => !code.includes(name))).toEqual([]);
  });
});
