import { ownFile, ownStyles } from "../assets/own-file.ts";
import { html, Markup } from "../drawing/markup.ts";

const modules = [
  "dom",
  "face-rows",
  "finding-rows",
  "main",
  "open-traces",
  "run-connection",
  "run-state",
  "stream-lines",
];

/** The page of a running run, and the scripts that it loads, by their paths. */
export interface LivePage {
  readonly page: string;
  readonly scripts: ReadonlyMap<string, string>;
}

/**
 * The page holds nothing of the run itself: its script asks `/state` once and then reads `/events`, and puts whatever comes from
 * a target into the page as text.
 */
export function livePage(): LivePage {
  const scripts = modules.map((name): [string, string] => [`/live/${name}.js`, ownFile(`../live/${name}.js`).text]);
  return { page: renderPage(), scripts: new Map([...scripts, ["/trace-tools.js", ownFile("trace-tools.js").text]]) };
}

function renderPage(): string {
  return html`${new Markup("<!doctype html>")}
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Resume gate: running</title>
<link rel="icon" href="data:,">
<style>${ownStyles()}${ownFile("../live/live.css")}</style>
</head>
<body>
<a class="skip" href="#rows">To the rows</a>
<header><h1>Resume gate</h1><p id="run"></p></header>
<main>
<p id="status" role="status">Connecting.</p>
<p id="link" class="note" role="alert" hidden></p>
<section id="verdict" class="verdict" aria-labelledby="verdict-title" hidden><h2 id="verdict-title"></h2><ol class="reasons" id="reasons"></ol><p id="after"></p></section>
<div class="live">
<div class="side"><section id="rows" aria-labelledby="rows-title"><h2 id="rows-title">Rows</h2>
<div class="scroll" role="region" tabindex="0" aria-label="The rows as a table"><table class="rows"><thead><tr><th scope="col">row</th><th scope="col">state</th><th scope="col">streams</th><th scope="col" class="right">resumes</th><th scope="col" class="right">refused</th><th scope="col" class="right">events/s</th><th scope="col" class="right">findings</th></tr></thead><tbody id="faces"></tbody></table></div></section>
<section aria-labelledby="findings-title"><h2 id="findings-title">Findings <small id="findings-note">none so far</small></h2>
<div class="scroll" role="region" tabindex="0" aria-label="The findings as a table"><table class="findings"><thead><tr><th scope="col">row</th><th scope="col">what</th><th scope="col">stream</th><th scope="col">found</th><th scope="col">trace</th></tr></thead><tbody id="findings"></tbody></table></div></section></div>
<section id="face" aria-labelledby="face-title"><h2 id="face-title">No row has begun</h2><p class="quiet" id="face-note"></p>
<figure><figcaption id="lines-note"></figcaption><div id="lines"></div></figure>
<details><summary>The same as a table, with each stream event by event</summary><div class="scroll" role="region" tabindex="0" aria-label="The streams of this row"><table class="answers"><thead><tr><th scope="col">stream</th><th scope="col">connections</th><th scope="col">ended</th></tr></thead><tbody id="lines-table"></tbody></table></div></details>
<h3 id="gates-title">Figures against their limits</h3>
<div class="scroll" role="region" tabindex="0" aria-label="The figures as a table"><table class="gates live-gates"><thead><tr><th scope="col">gate</th><th scope="col">so far</th><th scope="col" class="right">value</th><th scope="col" class="bar">against its limit</th><th scope="col">limit</th></tr></thead><tbody id="gates"></tbody></table></div></section>
</div>
<section class="traces-of" aria-labelledby="traces-title"><h2 id="traces-title">Streams, event by event</h2><p class="quiet" id="traces-note">Open one from its finding, or from the table of its row. Two open streams are shown side by side.</p><div class="traces" id="traces"></div></section>
</main>
<noscript><p>This page follows a run while it lasts and needs JavaScript. The report that the run writes works without it.</p></noscript>
<script src="/trace-tools.js"></script>
<script type="module" src="/live/main.js"></script>
</body>
</html>
`.text;
}
