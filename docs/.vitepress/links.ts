import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { MarkdownRenderer } from "vitepress";

export const root = fileURLToPath(new URL("../../", import.meta.url));
const docs = path.join(root, "docs");

const { repository } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
  repository: { url: string };
};
/** Where a file of the repository can be read. */
const source = repository.url.replace(/^git\+/, "").replace(/\.git$/, "/blob/main/");

/** The anchor of a heading, as GitHub makes it. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .trim()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/\s/g, "-");
}

/**
 * Links to files outside of docs/ lead to the repository: they are no pages of the site.
 *
 * @throws Error for a file that does not exist, which ends the build
 */
export function withSourceLinks(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push("source-links", ({ tokens, env }) => {
    const page = (env as { path?: string }).path ?? path.join(docs, "index.md");
    for (const token of tokens.flatMap((block) => block.children ?? [])) {
      if (token.type !== "link_open") continue;
      const href = String(token.attrGet("href") ?? "");
      if (/^([a-z]+:|#|\/)/.test(href)) continue;
      const file = path.resolve(path.dirname(page), decodeURI(href.replace(/[#?].*$/, "")));
      if (file.startsWith(docs + path.sep)) {
        token.attrSet("href", href.replace(/\bREADME\.md/, "")); // a folder's first page, as on GitHub
        continue;
      }
      if (!existsSync(file)) throw new Error(`${path.relative(root, page)} links to ${href}, which does not exist.`);
      token.attrSet("href", source + path.relative(root, file));
    }
  });
}

/** Lines that are a comment are for programs (scripts/prove writes between two of them), not for readers. */
export function withoutComments(markdown: MarkdownRenderer): void {
  markdown.core.ruler.before("block", "comments", (state) => {
    state.src = state.src.replaceAll(/^<!--.*-->$/gm, "");
  });
}
