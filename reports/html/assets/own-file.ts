import { readFileSync } from "node:fs";
import { Markup } from "../drawing/markup.ts";

/** A style sheet or a script, as it is put into a page. `name`: its path from this folder. */
export function ownFile(name: string): Markup {
  return new Markup(readFileSync(new URL(name, import.meta.url), "utf8"));
}
