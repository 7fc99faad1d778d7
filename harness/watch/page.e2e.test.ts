import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { livePage } from "../../reports/html/live/live-page.ts";
import { traceDetails } from "../../reports/html/trace/trace-details.ts";
import { chromium, openChromium, whySkipped } from "../../reports/testing/chromium.ts";
import { hostile, hostileTraces, tracedRun } from "../../reports/testing/judged.ts";
import type { FaceTraces, Timeline } from "../replay/timeline-item.ts";
import { until } from "../wait.ts";
import { answerEvents } from "./answer-events.ts";
import { EventLog } from "./event-log.ts";
import type { LiveBar, LiveFace, LiveFinding, LiveState } from "./live-state.ts";

const limitMs = 20_000;
const face: LiveFace = {
  id: "cut.load",
  state: "running",
  expectedMs: 9_000,
  elapsedMs: 1_000,
  counts: { planned: 3, started: 3, done: 1, open: 2, events: 9, attempts: 1, refused: 0 },
  rate: 1,
  expected: "green",
  findings: 1,
  verdict: null,
  reasons: [],
};

const openBar: LiveBar = {
  c: 0,
  what: "start",
  from: 1,
  to: null,
  answer: "200",
  ok: true,
  why: null,
  events: 0,
  found: [],
};

function finding(n: number, text: string): LiveFinding {
  return { n, face: "cut.load", kind: "lost", text, stream: 1, seq: 3, where: null, wanted: false };
}

function stateOf(findings: readonly LiveFinding[]): LiveState {
  const run = { target: "t", profile: "pr", seed: 1, startedAt: 0 };
  return { run, faces: [face], gates: {}, lines: {}, findings, verdict: null };
}

describe.skipIf(!chromium)(`the live page in a real Chromium${whySkipped}`, () => {
  let browser: Browser;
  let page: Page;
  let said: string[];
  let log: EventLog;
  let state: LiveState;
  let trace = "";
  let url = "";
  /** Connections of the event stream, to be cut. */
  const streams = new Set<ServerResponse>();
  let asked: { events: number; states: number };
  const { page: text, scripts } = livePage();
  const server = createServer((request, response) => {
    const path = request.url?.split("?")[0] ?? "";
    if (path === "/events") {
      asked.events++;
      streams.add(response);
      return answerEvents(request, response, log);
    }
    if (path === "/state") {
      asked.states++;
      return response.end(JSON.stringify({ cursor: log.lastId, state }));
    }
    const script = scripts.get(path);
    if (script !== undefined) return response.setHeader("content-type", "text/javascript").end(script);
    response.setHeader("content-type", "text/html; charset=utf-8").end(path === "/trace" ? trace : text);
  });

  beforeAll(async () => {
    browser = await openChromium();
    await once(server.listen(0, "127.0.0.1"), "listening");
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterAll(async () => {
    await browser?.close();
    server.closeAllConnections();
    server.close();
  });
  beforeEach(async () => {
    log = new EventLog({ mostEvents: 3, mostBytes: 1_000_000 });
    state = stateOf([]);
    asked = { events: 0, states: 0 };
    streams.clear();
    page = await browser.newPage();
    page.setDefaultTimeout(limitMs);
    said = [];
    page.on("pageerror", (error) => said.push(String(error)));
    page.on("dialog", (dialog) => said.push(`dialog: ${dialog.message()}`));
  });
  afterEach(() => page.close());

  const texts = (selector: string) => page.$$eval(selector, (all) => all.map((each) => each.textContent));
  const hasFindings = (count: number) =>
    page.waitForFunction(`document.querySelectorAll("#findings tr").length === ${count}`);

  test("shows everything from a target as text", async () => {
    const { failing } = (await hostileTraces()).find((each) => each.failing.length > 0) ?? { failing: [] };
    trace = traceDetails(failing[0] as Timeline).text;
    const bar = {
      c: 0,
      what: hostile,
      from: 1,
      to: 2,
      answer: hostile,
      ok: false,
      why: hostile,
      events: 1,
      found: [1],
    };
    state = {
      ...stateOf([{ ...finding(0, hostile), kind: hostile, where: hostile }]),
      run: { target: hostile, profile: hostile, seed: 1, startedAt: 0 },
      faces: [{ ...face, reasons: [hostile] }],
      lines: { "cut.load": [{ s: 1, role: hostile, bars: [bar], more: 1, outcome: hostile, findings: 1 }] },
    };
    await page.goto(url, { timeout: limitMs });
    await hasFindings(1);
    await page.evaluate("document.querySelector('#face details').open = true");
    await page.click("#findings button");
    await page.waitForSelector("#traces .trace[open]");
    const own = { verdict: "fail", exitCode: 1, reasons: [hostile], resultsFile: hostile };
    log.append("verdict", own);
    await page.waitForSelector("#verdict:not([hidden])");
    await page.waitForSelector("#lines-table tr");
    expect(await texts("#findings td:nth-child(4)")).toEqual([hostile]);
    expect((await texts("#verdict li"))[0]).toBe(hostile);
    expect(await page.$$eval("img", (all) => all.length)).toBe(0);
    expect(said).toEqual([]);
  });

  test("continues after its last event when its connection was lost, and requests nothing twice", async () => {
    await page.goto(url, { timeout: limitMs });
    await page.waitForSelector("#faces tr.running");
    log.append("finding", finding(0, "one"));
    await hasFindings(1);
    for (const stream of streams) stream.destroy();
    await page.waitForSelector("#link:not([hidden])");
    log.append("finding", finding(1, "two"));
    await hasFindings(2);
    await page.waitForSelector("#link[hidden]");
    expect(asked).toEqual({ events: 2, states: 1 });
    expect(await texts("#findings td:nth-child(4)")).toEqual(["two", "one"]);
  });

  test("begins with the state again when the events that it missed are gone", async () => {
    await page.goto(url, { timeout: limitMs });
    await page.waitForSelector("#faces tr.running");
    log.append("finding", finding(0, "0"));
    await hasFindings(1);
    for (const stream of streams) stream.destroy();
    const all = Array.from({ length: 8 }, (_, n) => finding(n, String(n)));
    for (const each of all.slice(1)) log.append("finding", each);
    state = stateOf(all);
    await hasFindings(8);
    expect(asked.states).toBe(2);
    expect(await texts("#findings td:nth-child(4)")).toEqual(["7", "6", "5", "4", "3", "2", "1", "0"]);
    expect(said).toEqual([]);
  });

  test("requests nothing more once it has the verdict, and keeps what it shows", async () => {
    await page.goto(url, { timeout: limitMs });
    await until("the page to read the stream", async () => asked.events > 0, { limitMs });
    log.append("verdict", { verdict: "pass", exitCode: 0, reasons: [], resultsFile: "r" });
    log.end("end", {});
    await page.waitForSelector("#verdict.pass:not([hidden])");
    for (const stream of streams) stream.destroy();
    await new Promise((resolve) => setTimeout(resolve, 1_500)); // a browser would have come back by now
    expect(asked.events).toBe(1);
    expect(await page.evaluate("document.getElementById('link').hidden")).toBe(true);
  });

  test("opens any drawn stream from the table, and keeps the focus there while the stream goes on", async () => {
    const { whole } = (await tracedRun()).traces[0] as FaceTraces;
    trace = traceDetails(whole as Timeline).text;
    const line = (events: number) => ({
      face: "cut.load",
      lines: [{ s: 4, role: "cut", bars: [{ ...openBar, events }], more: 0, outcome: null, findings: 0 }],
    });
    await page.goto(url, { timeout: limitMs });
    await page.waitForSelector("#faces tr.running");
    log.append("lines", line(1));
    await page.evaluate("document.querySelector('#face details').open = true");
    await page.waitForSelector("#lines-table button");
    await page.focus("#lines-table button");
    log.append("lines", line(77));
    await page.waitForFunction("document.getElementById('lines-table').textContent.includes('77 events')");
    expect(await page.evaluate("document.activeElement.textContent")).toBe("4");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#traces .trace[open] .tools");
    expect(said).toEqual([]);
  });

  test("works with the keyboard: a row is chosen, and keeps the focus while figures change", async () => {
    state = { ...stateOf([]), faces: [face, { ...face, id: "storm.load", state: "waiting" }] };
    await page.goto(url, { timeout: limitMs });
    await page.waitForSelector("#faces tr.running");
    await page.focus("#faces tr:nth-child(2) button");
    await page.keyboard.press("Enter");
    await page.waitForFunction("document.getElementById('face-title').textContent === 'storm.load'");
    log.append("face", { ...face, id: "storm.load", rate: 77 });
    await page.waitForFunction("document.getElementById('faces').textContent.includes('77')");
    expect(await page.evaluate("document.activeElement.textContent")).toBe("storm.load");
    expect(await page.evaluate("document.activeElement.getAttribute('aria-pressed')")).toBe("true");
  });
});
