import { readFileSync } from "node:fs";
import path from "node:path";
import MarkdownIt from "markdown-it";
import { describe, expect, test } from "vitest";
import { findingKinds } from "../../../harness/check/findings.ts";
import { verbs } from "../../../harness/cli/verbs/verbs.ts";
import schema from "../../../reports/results.schema.json" with { type: "json" };
import { root } from "../links.ts";
import { cliPage } from "./cli.ts";
import { resultsPage } from "./results.ts";

const lines = (text: string) => text.split("\n");

describe("the page of the command line", async () => {
  const page = await cliPage();

  test.each(verbs)("has $name with each of its options", async (verb) => {
    const section = page.split(/^## /m).find((text) => lines(text)[0] === verb.name) ?? "";
    const options = (await verb.load()).options.filter((option) => !option.hidden);
    expect(options.filter(({ flags }) => !section.includes(`\`${flags.replaceAll("|", "\\|")}\``))).toEqual([]);
  });

  test("has nothing that is read as a tag, and no cell too many", () => {
    const html = new MarkdownIt({ html: true }).render(page);
    expect(html.match(/<(?!\/?(a|h\d|p|pre|code|table|thead|tbody|tr|th|td)[ >])[^>]*>/g)).toBeNull();
    const cells = lines(page).filter((line) => line.startsWith("| ") && !line.startsWith("| exit"));
    const counts = cells.map((line) => line.split(/(?<!\\)\|/).length);
    expect([...new Set(counts)].toSorted()).toEqual([4, 5]); // two columns, or three
  });
});

test("the page of the results has each field of the schema", () => {
  const page = resultsPage();
  const named = (each: { properties?: object }) => Object.keys(each.properties ?? {});
  const fields = [schema, ...Object.values(schema.definitions)].flatMap((each) => named(each as object));
  expect(fields.length).toBeGreaterThan(50);
  expect(fields.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

test("the page of the findings has each kind that the judge knows, in its order", () => {
  const page = readFileSync(path.join(root, "docs/finding-kinds.md"), "utf8");
  expect([...page.matchAll(/^\| `([a-z-]+)`/gm)].map((match) => match[1])).toEqual(findingKinds);
});
