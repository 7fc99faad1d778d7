import { pathToFileURL } from "node:url";

// By a name that Vite does not follow: node reads the program's own files, and nothing of it goes into the site.
const made = pathToFileURL("docs/.vitepress/reference/pages.ts").href;

export default {
  watch: ["../../harness/cli/verbs/*.ts", "../../reports/results.schema.json", "../../CONTRIBUTING.md"],
  async paths() {
    const { pages } = (await import(made)) as typeof import("../.vitepress/reference/pages.ts");
    return Promise.all(
      Object.entries(pages).map(async ([page, make]) => ({ params: { page }, content: await make() })),
    );
  },
};
