import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import puppeteer, { type Browser, type Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Results } from "../../harness/gate/results.ts";
import { emptyRun, greenRun, hostileRun, redRun } from "../testing/judged.ts";
import { valueAt } from "../testing/value-at.ts";
import { renderHtml } from "./report.ts";
import { columns } from "./timeline.ts";

const places = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
];
const chromium = [process.env.CHROMIUM ?? "", ...places].find((file) => file !== "" && existsSync(file));
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const why = chromium ? "" : " (skipped: there is no Chromium; apt-get install chromium, or name one in CHROMIUM)";

describe.skipIf(!chromium)(`the page in a real Chromium${why}`, () => {
  const folder = mkdtempSync(path.join(tmpdir(), "resume-gate-report-"));
  let browser: Browser;

  beforeAll(async () => {
    browser = await puppeteer.launch({
      executablePath: chromium as string,
      args: ["--no-sandbox", "--disable-dev-shm-usage"],
    });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Opens the page of these results and hands it over with what it said and asked for. */
  async function withPage<T>(results: Results, use: (page: Page, said: string[]) => Promise<T>): Promise<T> {
    const file = path.join(folder, "report.html");
    writeFileSync(
      file,
      renderHtml(results, [{ ...results, run_id: "earlier", started_at: "2023-01-01T00:00:00.000Z" }]),
    );
    const page = await browser.newPage();
    const said: string[] = [];
    page.on("console", (message) => said.push(message.text()));
    page.on("pageerror", (error) => said.push(String(error)));
    page.on("dialog", (dialog) => said.push(`dialog: ${dialog.message()}`));
    page.on("request", (request) => {
      if (request.url() !== pathToFileURL(file).href && !request.url().startsWith("data:")) said.push(request.url());
    });
    try {
      await page.goto(pathToFileURL(file).href, { timeout: 20_000 });
      return await use(page, said);
    } finally {
      await page.close();
    }
  }

  test.each([
    { claim: "a green run", make: greenRun },
    { claim: "a red run", make: redRun },
    { claim: "a run with nothing to show", make: emptyRun },
    { claim: "a run with hostile text", make: hostileRun },
  ])("of $claim says nothing on the console, asks for nothing, and shows its results' figures", async ({ make }) => {
    const results = JSON.parse(JSON.stringify(await make())) as Results;
    await withPage(results, async (page, said) => {
      const shown = await page.$$eval("data[data-figure]", (all) =>
        all.map((each) => ({
          pointer: each.getAttribute("data-figure") as string,
          value: each.getAttribute("value"),
          text: each.textContent,
        })),
      );
      expect(shown.length).toBeGreaterThan(30);
      for (const { pointer, value, text } of shown) {
        const wanted = valueAt(results, pointer);
        expect([pointer, value]).toEqual([pointer, JSON.stringify(wanted)]);
        if (Number.isInteger(wanted) && /^[\d,]+$/.test(text)) expect(Number(text.replaceAll(",", ""))).toBe(wanted);
      }
      const cells = await page.$$eval("tr[data-window] td[data-column]", (all) =>
        all.map((each) => [each.closest("tr")?.dataset.window, each.dataset.column, each.textContent]),
      );
      expect(cells).toHaveLength(results.windows.length * columns.length);
      for (const [index, column, text] of cells as [string, "events", string][]) {
        expect([column, text]).toEqual([column, String(results.windows[Number(index)]?.[column] ?? "")]);
      }
      expect(said).toEqual([]);
    });
  });

  test.each(["light", "dark"])("has nothing that keeps anybody out (axe-core), in %s", async (scheme) => {
    for (const make of [greenRun, redRun, emptyRun]) {
      await withPage(await make(), async (page) => {
        await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
        await page.$$eval("details", (all) => {
          for (const each of all) each.open = true;
        });
        await page.evaluate(axe);
        const violations = await page.evaluate(async () => {
          const { axe } = globalThis as unknown as {
            axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
          };
          const found = await axe.run();
          return found.violations.map(
            ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`,
          );
        });
        expect(violations).toEqual([]);
      });
    }
  });

  test("can be walked with the keyboard: the first stop leads to the verdict, every fold opens", async () => {
    await withPage(await redRun(), async (page) => {
      await page.keyboard.press("Tab");
      expect(await page.evaluate("document.activeElement.getAttribute('href')")).toBe("#verdict");
      const folds = await page.$$("summary");
      await folds[0]?.focus();
      await page.keyboard.press("Enter");
      expect(await page.evaluate("document.activeElement.parentElement.open")).toBe(true);
      const stops = await page.$$eval(
        "a, button, summary, [tabindex]",
        (all) => all.filter((each) => each.tabIndex < 0).length,
      );
      expect(stops).toBe(0);
    });
  });

  test.each([360, 800, 1280])("needs no sideways scrolling at %i pixels", async (width) => {
    await withPage(await redRun(), async (page) => {
      await page.setViewport({ width, height: 900 });
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
    });
  });

  test("prints with what is folded away", async () => {
    await withPage(await redRun(), async (page) => {
      const pdf = await page.pdf({ format: "A4" });
      expect(pdf.length).toBeGreaterThan(20_000);
      await page.emulateMediaType("print");
      const height = await page.$$eval("details table", (all) =>
        Math.min(...all.map((each) => each.getBoundingClientRect().height)),
      );
      expect(height).toBeGreaterThan(0);
    });
  });
});
