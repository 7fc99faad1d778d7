import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import MarkdownIt from "markdown-it";
import { describe, expect, test } from "vitest";
import { anchorOf, root } from "./links.ts";
import { sidebar } from "./navigation.ts";
import { pages } from "./reference/pages.ts";

const files = [
  "README.md",
  "CONTRIBUTING.md",
  ...readdirSync(path.join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md") && !/^\.vitepress|\[/.test(name))
    .map((name) => `docs/${name}`),
];

/** The links of a page, and the anchors of its headings; a heading that comes twice counts once. */
function read(file: string): { links: string[]; anchors: Set<string> } {
  const tokens = new MarkdownIt().parse(readFileSync(path.join(root, file), "utf8"), {});
  const links = tokens
    .flatMap(({ children }) => children ?? [])
    .flatMap((token) => (token.type === "link_open" ? [token.attrGet("href") ?? ""] : []));
  const headings = tokens.flatMap(({ type }, i) => (type === "heading_open" ? [tokens[i + 1]?.content ?? ""] : []));
  return { links, anchors: new Set(headings.map((heading) => anchorOf(heading.replaceAll("`", "")))) };
}

describe("what the pages link to is there", () => {
  const all = new Map(files.map((file) => [file, read(file)]));

  test("there are pages to look at", () => expect(files.length).toBeGreaterThan(40));

  test("each file that a page links to", () => {
    const dead = [...all].flatMap(([file, { links }]) =>
      links
        .filter((link) => !/^([a-z]+:|#)/.test(link))
        .filter((link) => !existsSync(path.resolve(root, path.dirname(file), decodeURI(link.replace(/#.*$/, "")))))
        .map((link) => `${file}: ${link}`),
    );
    expect(dead).toEqual([]);
  });

  test("each heading that a page links to", () => {
    const dead = [...all].flatMap(([file, { links }]) =>
      links.flatMap((link) => {
        const [to = "", anchor] = link.split("#");
        if (anchor === undefined || /^[a-z]+:/.test(link)) return [];
        const page = to === "" ? file : path.join(path.dirname(file), to);
        const known = all.get(page)?.anchors;
        return known === undefined || known.has(anchor) ? [] : [`${file}: ${link}`];
      }),
    );
    expect(dead).toEqual([]);
  });
});

test("each file that a page names is there", () => {
  const rooms = "harness|rows|scenarios|reports|reference-server|scripts|bench|examples|deploy|docs";
  const ofRuns = ["bench/out/bench-results.json"];
  const gone = files.flatMap((file) =>
    [...readFileSync(path.join(root, file), "utf8").matchAll(new RegExp(`\`((?:${rooms})/[\\w/.@-]+)\``, "g"))]
      .map((match) => match[1] ?? "")
      .filter((name) => !ofRuns.includes(name) && !existsSync(path.join(root, name)))
      .map((name) => `${file}: ${name}`),
  );
  expect(gone).toEqual([]);
});

test("each source file that a page names by its last part is there", () => {
  const known = execFileSync("git", ["ls-files", "*.ts", "*.mjs", "*.js", "*.sh"], { cwd: root, encoding: "utf8" });
  /** Files of the packages that a finding is about. */
  const ofOthers = ["resume.mjs", "dist/transports/streamableHttp.js"];
  /** Says of which day its files and lines are. */
  const ofThatDay = "docs/mutants.md";
  const gone = files.flatMap((file) => {
    if (file === ofThatDay) return [];
    const text = readFileSync(path.join(root, file), "utf8");
    const today = file === "docs/writing.md" ? text.replaceAll(/^\| `[^`]+` +\|/gm, "|") : text; // its first column: old names
    return [...today.matchAll(/`([\w./-]+\.(?:ts|mjs|js|sh))`/g)]
      .map((match) => (match[1] ?? "").replace(/^\.\//, ""))
      .filter(
        (name) =>
          !ofOthers.includes(name) && !`\n${known}`.includes(`/${name}\n`) && !existsSync(path.join(root, name)),
      )
      .map((name) => `${file}: ${name}`);
  });
  expect(gone).toEqual([]);
});

test("each page is in the navigation once, or is reached from a page that is", () => {
  const linksOf = (items: typeof sidebar): string[] =>
    items.flatMap(({ link, items: below = [] }) => [...(link === undefined ? [] : [link]), ...linksOf(below)]);
  const linked = linksOf(sidebar);
  const written = files
    .filter((file) => file.startsWith("docs/") && file !== "docs/index.md")
    .map((file) => file.replace(/^docs/, "").replace(/(README)?\.md$/, ""));
  const own = [...written, ...Object.keys(pages).map((page) => `/reference/${page}`)];
  const listedByTheirFirstPage = /^\/(decisions|findings)\/./;
  expect(linked.toSorted()).toEqual(own.filter((page) => !listedByTheirFirstPage.test(page)).toSorted());
});
