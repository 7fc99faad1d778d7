import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { until } from "../wait.ts";
import { EventLog, type LogLimits } from "./event-log.ts";
import type { LiveState } from "./live-state.ts";
import { startWatchServer, type WatchServer } from "./server.ts";

const state: LiveState = {
  run: { target: "t", profile: "pr", seed: 1, startedAt: 0 },
  faces: [],
  gates: {},
  lines: {},
  findings: [],
  verdict: null,
};

let server: WatchServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

async function serve(limits?: LogLimits) {
  const log = new EventLog(limits);
  server = await startWatchServer({
    log,
    state: () => state,
    live: { page: "<p>page", scripts: new Map([["/live/main.js", "main"]]) },
    trace: async (face, stream) => (face === "a.load" && stream === 3 ? "<details>" : null),
    report: async () => null,
  });
  return { log, url: server.url };
}

const limited = () => ({ signal: AbortSignal.timeout(10_000) });
const get = (url: string, cursor?: string) =>
  fetch(url, { headers: cursor === undefined ? {} : { "last-event-id": cursor }, ...limited() });
const idsOf = (text: string) => [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));

describe("the event stream of a page", () => {
  test.each([
    { claim: "from its first event without a cursor", cursor: undefined, ids: [1, 2, 3, 4] },
    { claim: "after the cursor with one", cursor: "2", ids: [3, 4] },
  ])("begins $claim, continues with new events, and ends with the last one", async ({ cursor, ids }) => {
    const { log, url } = await serve();
    log.append("face", {});
    log.append("face", {});
    const answer = await get(`${url}events`, cursor);
    log.append("face", {});
    log.end("end", {});
    expect(answer.headers.get("content-type")).toBe("text/event-stream");
    expect(idsOf(await answer.text())).toEqual(ids);
  });

  test("takes the cursor from its header, or else from its address", async () => {
    const { log, url } = await serve();
    for (let n = 0; n < 4; n++) log.append("face", {});
    log.end("end", {});
    expect(idsOf(await (await get(`${url}events?after=3`)).text())).toEqual([4, 5]);
    expect(idsOf(await (await get(`${url}events?after=1`, "4")).text())).toEqual([5]);
  });

  test.each([
    { claim: "gone", cursor: "3", status: 410 },
    { claim: "the oldest that still leads on", cursor: "5", status: 200 },
    { claim: "never sent", cursor: "99", status: 410 },
    { claim: "no number", cursor: "x", status: 400 },
    { claim: "of a client that has everything", cursor: "9", status: 204 },
  ])("answers a cursor that is $claim with $status", async ({ cursor, status }) => {
    const { log, url } = await serve({ mostEvents: 4, mostBytes: 1_000_000 });
    for (let n = 0; n < 8; n++) log.append("face", {});
    log.end("end", {});
    const answer = await get(`${url}events`, cursor);
    await answer.text();
    expect(answer.status).toBe(status);
  });

  test("keeps no more for a slow reader: one that is too slow gets `gone`, and the stream ends", async () => {
    const { log, url } = await serve({ mostEvents: 5, mostBytes: 1_000_000 });
    log.append("face", {});
    const { port } = new URL(url);
    const socket = connect(Number(port), "127.0.0.1");
    socket.write(`GET /events HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
    await once(socket, "readable");
    let text = "";
    const large = "x".repeat(100_000);
    for (let n = 0; n < 100; n++) {
      log.append("face", { large }); // ten megabytes, without a reader
      await new Promise((resolve) => setImmediate(resolve));
    }
    socket.on("data", (bytes: Buffer) => (text += bytes.toString()));
    await until(
      "the end of a reader that was too slow",
      async () => socket.readableEnded || text.includes("event: gone"),
      {
        limitMs: 10_000,
      },
    );
    socket.destroy();
    const ids = idsOf(text);
    expect(ids).toEqual(ids.map((_, i) => i + 1)); // no gap before it
    expect(text).toContain("event: gone\ndata: {");
  });
});

describe("the server of a page", () => {
  test.each([
    ["/", 200, "text/html; charset=utf-8"],
    ["/live/main.js", 200, "text/javascript; charset=utf-8"],
    ["/trace?face=a.load&stream=3", 200, "text/html; charset=utf-8"],
    ["/trace?face=a.load&stream=x", 404, "text/plain; charset=utf-8"],
    ["/report", 404, "text/plain; charset=utf-8"],
    ["/../package.json", 404, "text/plain; charset=utf-8"],
  ])("answers %s with %i", async (path, status, type) => {
    const { url } = await serve();
    const answer = await get(new URL(path, url).href);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([status, type]);
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
  });

  test("gives the state with the id after which its events continue", async () => {
    const { log, url } = await serve();
    log.append("face", {});
    expect(await (await get(`${url}state`)).json()).toEqual({ cursor: 1, state });
  });

  test("answers only to its own name, and only to GET", async () => {
    const { url } = await serve();
    const { port } = new URL(url);
    const asked = request({ host: "127.0.0.1", port, path: "/state", headers: { host: `evil.example:${port}` } }).end();
    const [answer] = await once(asked, "response");
    answer.resume();
    expect(answer.statusCode).toBe(403);
    expect((await fetch(`${url}state`, { method: "POST", ...limited() })).status).toBe(405);
    expect((await get(`http://localhost:${port}/state`)).status).toBe(200);
  });

  test("waits for open streams at its end, but only up to the limit, and then stops", async () => {
    const { url } = await serve();
    const open = await get(`${url}events`);
    const before = performance.now();
    await server?.readOut(100);
    expect(performance.now() - before).toBeGreaterThan(80);
    await server?.close();
    await expect(open.text()).rejects.toThrow();
    await expect(get(url)).rejects.toThrow();
    server = null;
  });
});
