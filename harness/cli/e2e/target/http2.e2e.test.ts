import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import http2, { type ServerHttp2Session } from "node:http2";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { validateResults } from "../../../../reports/validate-results.ts";
import { type Certificate, makeCertificate } from "../../../engine/testing/certificate.ts";
import type { Results } from "../../../gate/results.ts";
import { runResumeGate } from "../../testing/run-resume-gate.ts";

let folder = "";
let certificate: Certificate;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "resume-gate-h2-"));
  certificate = makeCertificate(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const events = 40;

/** Streams of numbered events, over HTTP/2 only; each goes on after the Last-Event-ID of its request. */
async function startServer() {
  const sessions = new Set<ServerHttp2Session>();
  const seen = { sessions: 0, streams: 0 };
  const server = http2.createSecureServer(certificate);
  server.on("session", (session) => {
    seen.sessions++;
    sessions.add(session);
    session.on("error", () => {}).on("close", () => sessions.delete(session));
  });
  server.on("stream", (stream, headers) => {
    seen.streams++;
    stream.on("error", () => {});
    stream.respond({ ":status": 200, "content-type": "text/event-stream" });
    let n = Number(headers["last-event-id"] ?? 0);
    const tick = setInterval(() => {
      n++;
      if (n > events) return stream.end("event: done\ndata: {}\n\n");
      stream.write(`id: ${n}\ndata: {"n":${n}}\n\n`);
    }, 15);
    stream.on("close", () => clearInterval(tick));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = () => {
    for (const session of sessions) session.destroy();
    server.close();
  };
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}/events`, seen, close };
}

async function run(target: string, ...args: readonly string[]) {
  const out = path.join(folder, "out");
  const own = [
    "run",
    "--target",
    target,
    "--protocol",
    "event-source",
    "--with",
    "end=event:done",
    "--with",
    "number=id",
  ];
  const all = [...own, "--with", "from=1", "--http2", "--out", out, "--seed", "3", ...args];
  const { code, err } = await runResumeGate(all, { cwd: folder, env: { NODE_EXTRA_CA_CERTS: certificate.file } });
  const results = () => JSON.parse(readFileSync(path.join(out, "perf-sse-live-results.json"), "utf8")) as Results;
  return { code, err, results };
}

test("a row runs over HTTP/2, on few sessions", async () => {
  const server = await startServer();
  const { code, err, results } = await run(server.url, "--rows", "cut");
  server.close();
  expect({ code, err }).toMatchObject({ code: 0 });
  const told = results();
  expect(validateResults(told)).toEqual([]);
  expect(told.scenarios.map(({ name, verdict }) => [name, verdict])).toEqual([["cut", "pass"]]);
  expect(told.command?.http2).toBe(true);
  expect(server.seen.streams).toBeGreaterThan(300); // 120 streams, most of them cut twice
  expect(server.seen.sessions).toBeLessThan(10);
}, 30_000);

test("a target that does not speak HTTP/2 is refused", async () => {
  const server = https.createServer(certificate, (_request, response) => void response.end()).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { code, err } = await run(`https://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  server.close();
  expect(err).toMatch(/does not speak HTTP\/2: it chose another protocol[\s\S]*Leave --http2 out/);
  expect(code).toBe(4);
});

test("an http:// target is refused", async () => {
  const { code, err } = await run("http://127.0.0.1:1/");
  expect(err).toMatch(/--http2 has no effect without an https:\/\/ --target: as in browsers/);
  expect(code).toBe(2);
});
