import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import puppeteer, { type Browser, type Page } from "puppeteer-core";

const places = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
];

/** A Chromium of this machine, or null. */
export const chromium = [process.env.CHROMIUM ?? "", ...places].find((file) => file !== "" && existsSync(file)) ?? null;

/** For the name of tests that are skipped without one. */
export const whySkipped = chromium
  ? ""
  : " (skipped: there is no Chromium; apt-get install chromium, or name one in CHROMIUM)";

export function openChromium(): Promise<Browser> {
  return puppeteer.launch({
    executablePath: chromium as string,
    args: ["--no-sandbox", "--disable-dev-shm-usage"],
  });
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What keeps somebody out of the page as it is now, in a line each (axe-core). */
export async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const found = await axe.run();
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`);
  });
}
