import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
async function startWatched(out: string, rows: string, where: "log" | "terminal" = "log") {
  const args = ["--target", server.url, "--protocol", "stream.json", "--rows", rows, "--seed", "5", "--out", out];
  const bin = path.join(root, "harness/cli/bin.mjs");
  const command = [process.execPath, bin, "run", ...args, "--no-config", "--watch"];
  // `exec`, because a shell that stays would be interrupted too, and report 130 in place of the run's exit code.
  const inTerminal = ["/usr/bin/script", "-qec", `exec ${command.join(" ")}`, "/dev/null"];
  const [program, ...rest] = where === "log" ? command : inTerminal;
  const child = spawn(program as string, rest, {
    cwd: folder,
    env: { ...process.env, CI: where === "log" ? "1" : "" },
    stdio: [where === "log" ? "ignore" : "pipe", "pipe", "pipe"],
  });
  children.add(child);
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (bytes: Buffer) => {
      said += bytes.toString();
    });
  const over = once(child, "close").then(([code]) => code as number | null);
  const address = () => /Live page: (http:\S+\/)/.exec(said)?.[1];
  await until("the page's address", async () => address() !== undefined, { limitMs });
  const resultsFile = path.join(folder, out, "perf-sse-live-results.json");
  return {
    said: () => said,
    child,
    url: address() as string,
    over,
    results: () => JSON.parse(readFileSync(resultsFile, "utf8")) as Results,
  };
}

test("a page that nobody opens ends with its run, which is judged as without it", async () => {
  const { url, over, results } = await startWatched("alone", "cut");
  expect((await fetch(url, { signal: AbortSignal.timeout(limitMs) })).status).toBe(200);
  expect(await over).toBe(results().exit_code);
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

const script = existsSync("/usr/bin/script") && process.platform === "linux";
const why = script ? "" : " (skipped: there is no script(1) of util-linux to make a terminal)";

test.skipIf(!script)(`at a terminal the page stays until Ctrl-C, and the run's exit code is kept${why}`, async () => {
  const { child, url, over, said, results } = await startWatched("stays", "cut", "terminal");
  await until("the end of the run", async () => said().includes("until Ctrl-C"), { limitMs: 40_000 });
  const get = (where: string) => fetch(`${url}${where}`, { signal: AbortSignal.timeout(limitMs) });
  expect(await (await get("events")).text()).toContain("event: verdict");
  expect(await (await get("report")).text()).toContain(`<title>Resume gate: ${results().verdict}</title>`);
  child.stdin?.write("\u0003");
  expect(await over).toBe(results().exit_code);
  await expect(get("")).rejects.toThrow();
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
    const late = await opened(url); // while the run goes on, however slow the machine is
    await first.page.bringToFront(); // a key goes to the tab that is seen

    await first.page.focus("#findings button");
    await first.page.keyboard.press("Enter");
    await first.page.waitForSelector("#traces .trace[open] tr.finding");
    expect(await first.page.evaluate("document.activeElement.tagName")).toBe("SUMMARY");
    expect((await texts(first.page, "#traces .trace tr.finding"))[0]).toContain("never came");
    expect((await texts(first.page, "#traces .trace code.command"))[0]).toMatch(
      /^npx --no-install resume-gate replay /,
    );
    expect(await violationsOf(first.page)).toEqual([]);
    expect(first.said).toEqual([]);
    expect(await late.page.title()).toMatch(/Resume gate/); // a tab that nobody sees tells how far the run is
    await first.page.close();

    await late.page.waitForSelector("#findings button");
    await late.page.waitForSelector("#verdict:not([hidden])", { timeout: 40_000 });
    expect(await over).toBe(results().exit_code);
    const { verdict, scenarios, reasons } = results();
    expect(await texts(late.page, "#status")).toEqual([`The run is over: ${verdict}.`]);
    expect(await texts(late.page, "#verdict li")).toEqual(reasons.slice(0, 20));
    const rows = await texts(late.page, "#faces td:nth-child(2)");
    expect(rows.map((text) => text?.slice(2))).toEqual(scenarios.map((row) => row.verdict));
    const found = scenarios.flatMap(({ faces }) => faces.map(({ findings }) => findings.length));
    expect((await texts(late.page, "#faces td:last-child")).map(Number)).toEqual(found);
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
