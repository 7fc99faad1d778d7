import { escapeHtml } from "./markup.ts";

/** A page that needs nothing else: no script, no other file, light or dark as the reader's system is. */
export function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>
:root { color-scheme: light dark; --line: #0b57d0; --faint: #767676; --good: #1a7f37; --bad: #c02020; }
@media (prefers-color-scheme: dark) { :root { --line: #8ab4f8; --faint: #9a9a9a; --good: #57c878; --bad: #ff7b72; } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--faint); }
td.n { font-variant-numeric: tabular-nums; }
svg { width: 100%; height: auto; }
svg text { font-size: 11px; fill: currentColor; }
.bad { color: var(--bad); font-weight: 600; }
.good { color: var(--good); font-weight: 600; }
</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}

/** Rows of cells, already HTML. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (row: readonly string[]) => row.map((cell) => `<td class="n">${cell}</td>`).join("");
  const heads = head.map((cell) => `<th scope="col">${escapeHtml(cell)}</th>`).join("");
  return `<table><thead><tr>${heads}</tr></thead><tbody>${rows.map((row) => `<tr>${cells(row)}</tr>`).join("\n")}</tbody></table>`;
}
