import fc from "fast-check";
import { expect, test } from "vitest";
import { escapeHtml, figure, html } from "./markup.ts";

const readBack = (text: string) =>
  text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&#13;", "\r")
    .replaceAll("&amp;", "&");

test("whatever text is put in, it comes out as the same text and never as markup", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      const escaped = html`<p title="${text}">${text}</p>`.text;
      expect(escaped.match(/[<>]/g)).toEqual(["<", ">", "<", ">"]);
      expect(escaped.match(/"/g)).toEqual(['"', '"']);
      expect(readBack(escapeHtml(text))).toBe(text);
    }),
  );
});

test("markup goes in as it is, lists one after the other, and nothing for null, undefined and false", () => {
  expect(html`<ul>${[1, "<"].map((each) => html`<li>${each}</li>`)}${null}${undefined}${false}</ul>`.text).toBe(
    "<ul><li>1</li><li>&lt;</li></ul>",
  );
});

test("a figure keeps its exact value whatever is shown", () => {
  expect(figure("/summary/rate", 97.996, "97.99 %").text).toBe(
    '<data data-figure="/summary/rate" value="97.996">97.99 %</data>',
  );
  expect(figure("/summary/rate", null, "none").text).toContain('value="null"');
});
