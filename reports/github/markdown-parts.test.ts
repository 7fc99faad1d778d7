import fc from "fast-check";
import MarkdownIt from "markdown-it";
import { describe, expect, test } from "vitest";
import { emptyRun, greenRun, hostile, hostileRun, redRun } from "../testing/judged.ts";
import { renderSummary } from "./job-summary.ts";
import { cell } from "./markdown-parts.ts";
import { commentMarker, renderComment } from "./pull-request-comment.ts";

const markdown = new MarkdownIt({ html: true, linkify: true });
const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;
/** The text that a reader sees in the cells of each row of a rendered table. */
const rowsOf = (page: string) =>
  [...page.matchAll(/<tr>([\s\S]*?)<\/tr>/g)].map(([, row]) =>
    [...(row as string).matchAll(/<t[dh]>([\s\S]*?)<\/t[dh]>/g)].map(([, text]) => text as string),
  );

describe.each([
  { form: "job summary", render: renderSummary },
  { form: "pull request comment", render: renderComment },
])("the $form, rendered", ({ render }) => {
  test.each([
    { claim: "a green run", make: greenRun },
    { claim: "a red run", make: redRun },
    { claim: "a run with nothing to show", make: emptyRun },
    { claim: "a run with hostile text", make: hostileRun },
  ])("of $claim has a row for each face and gate, each as wide as its heading", async ({ make }) => {
    const results = await make();
    const page = markdown.render(render(results));
    const faces = results.scenarios.flatMap((row) => row.faces);
    const rows = rowsOf(page);
    const heads = rows.filter(([first]) => first === "scenario" || first === "gate");
    expect(heads.map((head) => head.length)).toEqual([6, 4]);
    expect(rows.filter((row) => row.length === 6)).toHaveLength(faces.length + 1);
    expect(rows.filter((row) => row.length === 4)).toHaveLength(Object.keys(results.gates).length + 1);
    expect(page).toContain(`Resume gate: ${results.verdict}</h2>`);
  });

  test("shows hostile text as text: no element, no link, no mention", async () => {
    const text = render(await hostileRun());
    const page = markdown.render(text);
    expect(count(page, /<img|<script|<a |<em>|<strong>x/g)).toBe(0);
    expect(text).not.toMatch(/@octocat|[^\\]<img/);
    expect(page).toContain("&lt;img src=x onerror=alert(1)&gt;");
  });

  test("has the reasons and the command that shows it again", async () => {
    const results = await redRun();
    const page = markdown.render(render(results));
    expect(page).toContain("1 lost event.");
    expect(page).toContain("npx --no-install resume-gate run baseline redis-outage --profile pr --seed 7");
  });
});

test("the chart has a bar for each face that has a rate, and none when no face has", async () => {
  const summary = renderSummary(await redRun());
  const chart = /```mermaid\n([\s\S]*?)```/.exec(markdown.render(summary) && summary)?.[1] ?? "";
  expect(chart).toContain('x-axis ["baseline load", "redis-outage inject", "redis-outage fixed"]');
  expect(chart).toMatch(/bar \[99\.66, 0, 0\]|bar \[100, 0, 0\]/);
  expect(renderSummary(await emptyRun())).not.toContain("mermaid");
});

test("the comment begins with its marker and fits into GitHub's limit, however much there is to say", async () => {
  const results = await hostileRun();
  const much = { ...results, reasons: Array.from({ length: 500 }, () => hostile.repeat(50)) };
  const comment = renderComment(much);
  expect(comment.startsWith(`${commentMarker}\n`)).toBe(true);
  expect(comment.length).toBeLessThan(65_000);
});

test("any text in a cell is read back as that text, within one cell", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[!-~]([ -~]{0,30}[!-~])?$/), (text) => {
      const page = new MarkdownIt({ html: true }).render(`| a | b |\n|---|---|\n| x${cell(text)} | y |\n`);
      const [, row] = rowsOf(page);
      const shown = row?.[0]
        ?.replaceAll("\u2060", "")
        .replaceAll("&lt;", "<")
        .replaceAll("&gt;", ">")
        .replaceAll("&quot;", '"')
        .replaceAll("&amp;", "&");
      expect([shown, row?.[1]]).toEqual([`x${text}`, "y"]);
    }),
  );
});
