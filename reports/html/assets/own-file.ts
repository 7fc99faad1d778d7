import { readFileSync } from "node:fs";
import { Markup } from "../drawing/markup.ts";

/** A file of ours, beside this one, that goes into a page as it is. */
export function own(name: string): Markup {
  return new Markup(readFileSync(new URL(name, import.meta.url), "utf8"));
}
