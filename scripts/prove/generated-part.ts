import { readFileSync, writeFileSync } from "node:fs";

const end = "<!-- end of table -->";

/**
 * Writes a text into a page, after the mark `begin` and before the next end mark.
 *
 * @throws Error with the mark that the page lacks
 */
export function writeGeneratedPart(file: string, begin: string, text: string): void {
  const page = readFileSync(file, "utf8");
  const from = page.indexOf(begin);
  const to = page.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`${file} lacks "${from < 0 ? begin : end}".`);
  writeFileSync(file, `${page.slice(0, from)}${begin}\n\n${text}\n\n${page.slice(to)}`);
}
