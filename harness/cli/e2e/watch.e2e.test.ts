import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser, Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { chromium, openChromium, violationsOf, whySkipped } from "../../../reports/testing/chromium.ts";
import type { Results } from "../../gate/results.ts";
import { root } from "../../run/environment.ts";
import { until } from "../../wait.ts";
import { losingStream, startLosingServer } from "../testing/losing-server.ts";

const limitMs = 20_000;
let folder = "";
let server: Awaited<ReturnType<typeof startLosingServer>>;
const children = new Set<ChildProcess>();

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "resume-gate-watch-"));
  writeFileSync(path.join(folder, "stream.json"), JSON.stringify(losingStream));
  server = await startLosingServer();
});
afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
  children.clear();
});
afterAll(() => {
  server?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Starts a run with a page. @returns its page's address, once it is printed */
async function startWatched(out: string, rows: string) {
  const args = ["--target", server.url, "--protocol", "stream.json", "--rows", rows, "--seed", "5", "--out", out];
  const bin = path.join(root, "harness/cli/bin.mjs");
  const child = spawn(process.execPath, [bin, "run", ...args, "--no-config", "--watch"], {
    cwd: folder,
    env: { ...process.env, CI: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.add(child);
  let said = "";
  child.stdout.resume();
  child.stderr.on("data", (bytes: Buffer) => (said += bytes.toString()));
  const over = once(child, "close").then(([code]) => code as number | null);
  const address = () => /Live page: (http:\S+)/.exec(said)?.[1];
  await until("the page's address", async () => address() !== undefined, { limitMs });
  const resultsFile = path.join(folder, out, "perf-sse-live-results.json");
  return {
    child,
    url: address() as string,
    over,
    results: () => JSON.parse(readFileSync(resultsFile, "utf8")) as Results,
  };
}

test("a page that nobody opens ends with its run, which is judged as without it", async () => {
  const { url, over, results } = await startWatched("alone", "cut");
  expect((await fetch(url, { signal: AbortSignal.timeout(limitMs) })).status).toBe(200);
  expect(await over).toBe(1);
  expect(results().summary.lost).toBeGreaterThan(0);
  await expect(fetch(url, { signal: AbortSignal.timeout(limitMs) })).rejects.toThrow();
});

test("a run that is stopped tells its page so, and takes its server along", async () => {
  const { child, url, over } = await startWatched("stopped", "cut");
  const events = await fetch(`${url}events`, { signal: AbortSignal.timeout(limitMs) });
  const reader = events.text();
  await until(
    "the load to begin",
    async () => {
      const answer = await fetch(`${url}state`, { signal: AbortSignal.timeout(limitMs) });
      const { state } = (await answer.json()) as { state: { lines: Record<string, unknown> } };
      return Object.keys(state.lines).length > 0;
    },
    { limitMs },
  );
  child.kill("SIGINT");
  expect(await over).toBe(130);
  const text = await reader;
  expect(text).toMatch(/event: verdict\ndata: .*"exitCode":130/);
  expect(text).toMatch(/event: end\ndata: \{\}\n\n$/);
});

describe.skipIf(!chromium)(`the live page in a real Chromium${whySkipped}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openChromium();
  });
  afterAll(() => browser?.close());

  /** A page, and what it said on its console, and asked for elsewhere. */
  async function opened(url: string): Promise<{ page: Page; said: string[] }> {
    const page = await browser.newPage();
    await page.setViewport({ width: 1280, height: 900 });
    page.setDefaultTimeout(limitMs);
    const said: string[] = [];
    page.on("console", (message) => said.push(message.text()));
    page.on("pageerror", (error) => said.push(String(error)));
    page.on("request", (request) => {
      if (!request.url().startsWith(url) && !request.url().startsWith("data:")) said.push(request.url());
    });
    await page.goto(url, { timeout: limitMs });
    return { page, said };
  }
  const texts = (page: Page, selector: string) => page.$$eval(selector, (all) => all.map((each) => each.textContent));

  test("shows rows, streams, figures and findings as they come, and a trace by the keyboard; who comes late catches up", async () => {
    const { url, over, results } = await startWatched("seen", "cut,finish-away");
    const first = await opened(url);
    await first.page.waitForSelector("#faces tr.running");
    expect(await texts(first.page, "#faces th")).toEqual(["cut.load", "finish-away.load"]);
    await first.page.waitForSelector("#lines svg rect.first");
    await first.page.waitForSelector("#lines svg path.cut");
    await first.page.waitForSelector("#gates svg.gate rect.pass");
    await first.page.waitForSelector("#findings button");
    expect(await violationsOf(first.page)).toEqual([]);

    const trace = async () => {
      await first.page.focus("#findings tr:last-child button");
      await first.page.keyboard.press("Enter");
      return first.page.waitForSelector("#traces .trace[open] tr.finding", { timeout: 1_500 }).catch(() => null);
    };
    await until("the trace of a finding", async () => (await trace()) !== null, { limitMs }); // histories are written once a second
    expect(await first.page.evaluate("document.activeElement.tagName")).toBe("SUMMARY");
    expect((await texts(first.page, "#traces .trace tr.finding"))[0]).toContain("never came");
    expect((await texts(first.page, "#traces .trace code.command"))[0]).toMatch(
      /^npx --no-install resume-gate replay /,
    );
    expect(first.said).toEqual([]);
    await first.page.close();

    const late = await opened(url);
    await late.page.waitForSelector("#findings button");
    await late.page.waitForSelector("#verdict:not([hidden])", { timeout: 40_000 });
    expect(await over).toBe(1);
    const { verdict, scenarios, reasons } = results();
    expect(await texts(late.page, "#status")).toEqual([`The run is over: ${verdict}.`]);
    expect(await texts(late.page, "#reasons li")).toEqual(reasons.slice(0, 20));
    const rows = await texts(late.page, "#faces td:nth-child(2)");
    expect(rows.map((text) => text?.slice(2))).toEqual(scenarios.map((row) => row.verdict));
    const lost = scenarios.flatMap(({ faces }) => faces.map(({ summary }) => summary.lost));
    expect((await texts(late.page, "#faces td:last-child")).map(Number)).toEqual(lost);
    expect(await violationsOf(late.page)).toEqual([]);
    expect(await late.page.evaluate("document.getElementById('link').hidden")).toBe(true);
    expect(late.said).toEqual([]);
    for (const width of [360, 800]) {
      await late.page.setViewport({ width, height: 900 });
      expect(await late.page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
    }
    await late.page.close();
  });
});
