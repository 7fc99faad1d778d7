import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Results } from "../../harness/gate/results.ts";
import { chromium, openChromium, violationsOf, whySkipped } from "../testing/chromium.ts";
import { emptyRun, greenRun, hostileRun, hostileTraces, redRun, tracedRun } from "../testing/judged.ts";
import { valueAt } from "../testing/value-at.ts";
import { columns } from "./face/face-timeline.ts";
import { renderHtml } from "./html-report.ts";
import type { Traced } from "./trace/scenario-traces.ts";

describe.skipIf(!chromium)(`the page in a real Chromium${whySkipped}`, () => {
  const folder = mkdtempSync(path.join(tmpdir(), "resume-gate-report-"));
  let browser: Browser;

  beforeAll(async () => {
    browser = await openChromium();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Opens the page of these results and hands it over with what it said and asked for. */
  async function withPage<T>(
    results: Results,
    use: (page: Page, said: string[]) => Promise<T>,
    traced: Traced = {},
  ): Promise<T> {
    const file = path.join(folder, "report.html");
    writeFileSync(
      file,
      renderHtml(results, [{ ...results, run_id: "earlier", started_at: "2023-01-01T00:00:00.000Z" }], traced),
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
    const runs = [{ results: await greenRun() }, await tracedRun(), { results: await emptyRun() }];
    for (const { results, ...traced } of runs) {
      const use = async (page: Page) => {
        await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
        await page.$$eval("details", (all) => {
          for (const each of all) each.open = true;
        });
        expect(await violationsOf(page)).toEqual([]);
      };
      await withPage(results, use, traced);
    }
  });

  test("works with the keyboard: the first stop leads to the verdict, and every fold opens", async () => {
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

  test("opens a stream from its finding, with the keyboard alone, and walks from finding to finding", async () => {
    const { results, traces } = await tracedRun();
    const use = async (page: Page, said: string[]) => {
      await page.setViewport({ width: 1280, height: 900 });
      await page.focus('a[href="#trace-baseline-load-9"]');
      await page.keyboard.press("Enter");
      const trace = (what: string) =>
        page.evaluate(`document.getElementById("trace-baseline-load-9").closest("details")${what}`);
      expect(await trace(".open")).toBe(true);
      await page.waitForSelector("#trace-baseline-load-9 .tools button"); // made once the browser says that the stream is open
      await page.focus("#trace-baseline-load-9 .tools button");
      await page.keyboard.press("Enter");
      expect(await page.evaluate("document.activeElement.className")).toContain("finding");
      expect(await trace('.querySelectorAll("svg .chosen").length')).toBe(1);
      await page.keyboard.press("ArrowUp");
      expect(await page.evaluate("document.activeElement.tagName")).toBe("TR");
      expect(await page.evaluate("document.activeElement.className")).not.toContain("finding");
      await page.select("#trace-baseline-load-9 select", "0");
      const tops = await page.$$eval("#traces-baseline ~ .traces > .trace[open]", (all) =>
        all.map((each) => Math.round(each.getBoundingClientRect().top)),
      );
      expect([tops.length, new Set(tops).size]).toEqual([2, 1]); // side by side
      expect(said).toEqual([]);
    };
    await withPage(results, use, { traces });
  });

  test("opens a stream from its finding where scripts are turned off, too", async () => {
    const { results, traces } = await tracedRun();
    const use = async (page: Page) => {
      await page.setJavaScriptEnabled(false);
      await page.reload();
      await page.click('a[href="#trace-baseline-load-9"]');
      const box = await (await page.$("#trace-baseline-load-9 table"))?.boundingBox();
      expect(box?.height).toBeGreaterThan(100);
    };
    await withPage(results, use, { traces });
  });

  test("shows a hostile trace as text", async () => {
    const traces = await hostileTraces();
    const use = async (page: Page, said: string[]) => {
      await page.$$eval("details", (all) => {
        for (const each of all) each.open = true;
      });
      expect(await page.$$eval("img", (all) => all.length)).toBe(0);
      expect(said).toEqual([]);
    };
    await withPage(await redRun(), use, { traces, traceUrl: "https://jaeger.example/{trace}" });
  });

  test.each([360, 800, 1280])("needs no sideways scrolling at %i pixels", async (width) => {
    const { results, traces } = await tracedRun();
    const use = async (page: Page) => {
      await page.setViewport({ width, height: 900 });
      await page.$$eval("details.trace", (all) => {
        for (const each of all) each.open = true;
      });
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
    };
    await withPage(results, use, { traces });
  });

  test("prints what is folded, too", async () => {
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
