import { readFileSync } from "node:fs";
import { Markup } from "../drawing/markup.ts";

/** In the order in which the rules apply: later ones override earlier ones. */
const styleSheets = ["colours", "page", "cards", "tables", "plots", "traces", "screens-and-print"];

/** A style sheet or a script, as it is put into a page. `name`: its path from this folder. */
export function ownFile(name: string): Markup {
  return new Markup(readFileSync(new URL(name, import.meta.url), "utf8"));
}

/** The style sheets of the report, which the live page has, too. */
export function ownStyles(): Markup[] {
  return styleSheets.map((name) => ownFile(`${name}.css`));
}
