import { defineConfig } from "vitepress";
import { anchorOf, withoutComments, withSourceLinks } from "./links.ts";
import { nav, sidebar } from "./navigation.ts";

/** The documentation as a site. `npm run docs` builds it into docs/.vitepress/dist; a dead link fails the build. */
export default defineConfig({
  title: "Resume Gate",
  description: "Load and reliability gate for resumable server-sent-event streams.",
  base: process.env.DOCS_BASE ?? "/",
  rewrites: { ":folder/README.md": ":folder/index.md" },
  ignoreDeadLinks: false,
  markdown: {
    anchor: { slugify: anchorOf }, // as on GitHub, where the same pages are read
    html: false, // a page is Markdown alone: "<the histories>" in a sentence is text, as on GitHub
    config: (markdown) => {
      withoutComments(markdown);
      withSourceLinks(markdown);
    },
  },
  themeConfig: {
    nav,
    sidebar,
    search: { provider: "local" },
    outline: [2, 3],
  },
});
