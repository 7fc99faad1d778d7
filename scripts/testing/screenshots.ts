import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "puppeteer-core";
import { losingStream, startLosingServer } from "../../harness/cli/testing/losing-server.ts";
import { root } from "../../harness/run/environment.ts";
import { until } from "../../harness/wait.ts";
import { chromium, openChromium } from "../../reports/testing/chromium.ts";
import { scriptArguments } from "../arguments/script-arguments.mjs";

const limitMs = 60_000;
const usage = `usage: node scripts/testing/screenshots.ts [FOLDER]

Makes the pictures of the live page and of a trace for the docs, from a real run on a server that loses events, in FOLDER
(default: docs/images).
`;
const { words } = await scriptArguments(usage, {}, { mostWords: 1 });
const out = path.resolve(words[0] ?? path.join(root, "docs/images"));

if (!chromium) {
  process.stderr.write("There is no Chromium. Install one (apt-get install chromium), or name its file in CHROMIUM.\n");
  process.exit(4);
}
const folder = mkdtempSync(path.join(tmpdir(), "resume-gate-screenshots-"));
const server = await startLosingServer();
const browser = await openChromium();
const child = spawn(process.execPath, [path.join(root, "harness/cli/bin.mjs"), ...command()], {
  cwd: folder,
  env: { ...process.env, CI: "1" },
  stdio: ["ignore", "ignore", "pipe"],
});
try {
  let said = "";
  child.stderr.on("data", (bytes: Buffer) => (said += bytes.toString()));
  const over = once(child, "close");
  const address = () => /Live page: (http:\S+)/.exec(said)?.[1];
  await until("the page's address", async () => address() !== undefined, { limitMs });
  const page = await browser.newPage();
  page.setDefaultTimeout(limitMs);
  await page.setViewport({ width: 1280, height: 940 });
  await page.goto(address() as string);
  await page.waitForSelector("#findings button");
  await page.waitForFunction("document.querySelectorAll('#lines path.cut').length > 8");
  await inBothSchemes(page, "live", () => page.screenshot());
  await over;
  await picturesOfTrace(page);
} finally {
  await browser.close();
  child.kill("SIGKILL");
  server.close();
  rmSync(folder, { recursive: true, force: true });
}

function command(): string[] {
  writeFileSync(path.join(folder, "stream.json"), JSON.stringify(losingStream));
  const rows = "cut,finish-away,two-readers,storm";
  const trace = "https://traces.example/trace/{trace}";
  const target = ["--target", server.url, "--protocol", "stream.json", "--rows", rows];
  return ["run", ...target, "--seed", "7", "--no-config", "--watch", "--trace-url", trace];
}

/** A stream that lost an event, beside one that went well. */
async function picturesOfTrace(page: Page): Promise<void> {
  await page.goto(pathToFileURL(path.join(folder, "perf-sse-report.html")).href);
  await page.setViewport({ width: 1500, height: 940 });
  const section = await page.waitForSelector(".traces-of");
  await section?.evaluate((node) => {
    const traces = [...node.querySelectorAll("details.trace")] as unknown as { open: boolean }[];
    for (const each of [traces[0], traces.at(-1)]) if (each) each.open = true;
  });
  await inBothSchemes(page, "trace", async () => (await section?.screenshot()) as Uint8Array);
}

async function inBothSchemes(page: Page, name: string, take: () => Promise<Uint8Array>): Promise<void> {
  for (const scheme of ["light", "dark"]) {
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    const file = path.join(out, `${name}-${scheme}.png`);
    writeFileSync(file, await take());
    process.stdout.write(`${file}\n`);
  }
}
