import { readFileSync } from "node:fs";
import path from "node:path";
import { root } from "../links.ts";
import { cliPage } from "./cli.ts";
import { resultsPage } from "./results.ts";

/** Pages that nobody writes: they are made from the program as the site is built. To add a page: write its file, add its line. */
export const pages: Readonly<Record<string, () => string | Promise<string>>> = {
  cli: cliPage,
  results: resultsPage,
  contributing: contributingPage,
};

/** CONTRIBUTING.md stands at the repository's root, where GitHub looks for it; here its links begin in docs/reference. */
function contributingPage(): string {
  const text = readFileSync(path.join(root, "CONTRIBUTING.md"), "utf8");
  return text.replaceAll("](docs/", "](../").replaceAll(/\]\((?!https?:|#|\.\.\/)/g, "](../../");
}
