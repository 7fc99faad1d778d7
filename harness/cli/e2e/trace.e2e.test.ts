import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { validateResults } from "../../../reports/validate-results.ts";
import type { Results } from "../../gate/results.ts";
import { runResumeGate } from "../testing/run-resume-gate.ts";

/** A server that loses one event of each stream, and keeps each request's header. */
let sent: (string | undefined)[] = [];
const server = createServer((request, response) => {
  if (request.headers["user-agent"] !== undefined || request.url !== "/")
    sent.push(String(request.headers.traceparent));
  if (request.method === "POST") return response.end(JSON.stringify({ run: { id: 1 } }));
  response.writeHead(200, { "content-type": "text/event-stream" });
  const after = Number(request.headers["last-event-id"] ?? 0);
  let n = after > 0 ? after + 1 : 0; // what follows a cut is lost
  const tick = setInterval(() => {
    n++;
    response.write(`id: ${n}\nevent: ${n >= 20 ? "done" : "part"}\ndata: {"n":${n}}\n\n`);
    if (n < 20) return;
    clearInterval(tick);
    response.end();
  }, 20);
  response.on("close", () => clearInterval(tick));
});

let folder = "";
let target = "";
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "resume-gate-trace-"));
  await once(server.listen(0, "127.0.0.1"), "listening");
  target = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const described = {
    create: { post: "/runs", json: {}, take: { run: "/run/id" } },
    open: { get: "/runs/{run}/events" },
    cursor: { from: "id", send: { header: "Last-Event-ID" } },
    end: [{ event: "done" }],
    proof: [{ number: "id", from: 1 }],
  };
  writeFileSync(path.join(folder, "stream.json"), JSON.stringify(described));
});
beforeEach(() => {
  sent = [];
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function resumeGate(args: readonly string[]) {
  const { out, err } = await runResumeGate(args, { cwd: folder });
  return { out, err };
}

async function runTarget(out: string, ...more: string[]): Promise<Results> {
  const load = ["--streams", "6", "--duration", "1s", "--seed", "7"];
  const { err } = await resumeGate([
    "run",
    "baseline",
    "--target",
    target,
    "--protocol",
    "stream.json",
    ...load,
    "--out",
    out,
    ...more,
  ]);
  const file = path.join(folder, out, "perf-sse-live-results.json");
  const results = JSON.parse(readFileSync(file, "utf8")) as Results;
  expect(validateResults(results), err).toEqual([]);
  return results;
}

const valid = /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/;
const findings = ({ scenarios }: Results) => scenarios.flatMap(({ faces }) => faces.flatMap((face) => face.findings));

test("each request carries a traceparent, and a finding, replay and the page name its trace", {
  timeout: 60_000,
}, async () => {
  const results = await runTarget("traced");
  const ours = sent.filter((each) => each !== "undefined") as string[];
  expect(ours.filter((each) => !valid.test(each))).toEqual([]);
  expect(new Set(ours).size).toBe(ours.length);
  const traces = new Set(ours.map((each) => each.split("-")[1]));
  expect(traces.size).toBe(results.summary.streams_started); // six, and one for each that was started anew
  const found = findings(results);
  expect(found.length).toBeGreaterThan(0);
  for (const { trace_id } of found) expect(traces).toContain(trace_id);
  const { trace_id = "none", stream } = found[0] ?? { stream: 0 };
  const { out } = await resumeGate([
    "replay",
    "traced/resume-gate-out/histories/baseline.load.ndjson",
    "--stream",
    String(stream),
  ]);
  expect(out).toContain(`trace ${trace_id}`);
  const page = (name: string) => readFileSync(path.join(folder, name), "utf8");
  expect(page("traced/perf-sse-report.html")).toContain(`<code>${trace_id}</code>`);
  expect(page("traced/perf-sse-report.html")).toContain(`href="#trace-baseline-load-${stream}"`);
  const url = ["--trace-url", "https://traces.example/{trace}"];
  await resumeGate(["report", "traced/perf-sse-live-results.json", "--out", "linked.html", ...url]);
  expect(page("linked.html")).toContain(`href="https://traces.example/${trace_id}"`);
  expect(page("linked.html")).toContain(`id="trace-baseline-load-${stream}"`);
  const refused = await resumeGate([
    "report",
    "traced/perf-sse-live-results.json",
    "--trace-url",
    "javascript:{trace}",
  ]);
  expect(refused.err).toContain("It must be an http:// or https:// URL.");
});

test("--no-trace sends none, and a traceparent of the user's own wins", { timeout: 60_000 }, async () => {
  const none = await runTarget("none", "--no-trace");
  expect(new Set(sent)).toEqual(new Set(["undefined"]));
  expect(none.command?.no_trace).toBe(true);
  expect(findings(none).filter((row) => row.trace_id !== undefined)).toEqual([]);
  sent = [];
  const own = `00-${"a".repeat(32)}-${"b".repeat(16)}-01`;
  const users = await runTarget("own", "--header", `Traceparent: ${own}`);
  expect(new Set(sent)).toEqual(new Set([own]));
  expect(findings(users).filter((row) => row.trace_id !== undefined)).toEqual([]);
});
