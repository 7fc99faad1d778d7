import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Results } from "../../gate/results.ts";
import { runResumeGate } from "../testing/run-resume-gate.ts";

const secret = "s3cret-of-the-test";
let folder = "";
let server: Server;
let target = "";

/** A log of twelve numbered events, for those who have the key. */
const log: RequestListener = ({ headers, url }, response) => {
  if (headers.authorization !== `Bearer ${secret}`) return response.writeHead(401).end();
  if (!url?.startsWith("/acme/")) return response.writeHead(404).end();
  const after = Number(headers["last-event-id"] ?? 0) || 0;
  response.writeHead(200, { "content-type": "text/event-stream" });
  let n = after;
  const timer = setInterval(() => {
    n++;
    if (n > 12) return response.end();
    response.write(`id: ${n}\nevent: ${n === 12 ? "done" : "part"}\ndata: {"n":${n}}\n\n`);
  }, 10);
  response.on("close", () => clearInterval(timer));
};

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "resume-gate-config-"));
  server = createServer(log).listen(0, "127.0.0.1");
  await once(server, "listening");
  target = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs in a folder of its own that holds these files. */
async function resumeGate(name: string, files: Readonly<Record<string, string>>, args: readonly string[], env = {}) {
  const cwd = path.join(folder, name);
  mkdirSync(cwd, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(cwd, file), text);
  const { code, text } = await runResumeGate(args, { cwd, env });
  const results = path.join(cwd, "perf-sse-live-results.json");
  return {
    code,
    text,
    cwd,
    results: existsSync(results) ? (JSON.parse(readFileSync(results, "utf8")) as Results) : null,
  };
}

const config = (more = "") => `import { defineConfig, env, stream } from "resume-gate";
export default defineConfig({
  target: "${target}",
  headers: { Authorization: \`Bearer \${env("TEST_KEY")}\` },
  with: { tenant: "acme" },
  streams: 40,
  duration: "2s",
  protocol: stream({
    open: { get: "/{tenant}/events" },
    cursor: { from: "id", send: { header: "Last-Event-ID" } },
    end: [{ event: "done" }],
    proof: [{ number: "id", from: 1 }],
  }),${more}
});
`;
const key = { TEST_KEY: secret };

describe("resume-gate.config.ts", () => {
  test("is all that `run` needs; the key stands in nothing that is written or printed", async () => {
    const { text, cwd, results } = await resumeGate(
      "whole",
      { "resume-gate.config.ts": config() },
      ["run", "baseline"],
      key,
    );
    expect(text).not.toContain("Warning");
    expect(results?.summary).toMatchObject({ streams_started: 40, lost: 0, duplicated: 0 });
    expect(results?.summary.events_received).toBeGreaterThan(400);
    expect(results?.command?.config).toBe("resume-gate.config.ts");
    const files = readdirSync(cwd, { recursive: true, encoding: "utf8" }).filter((file) => file.includes("."));
    const holding = files.filter((file) => readFileSync(path.join(cwd, file)).includes(secret));
    expect(holding).toEqual([]);
    expect(text).not.toContain(secret);

    const again = await resumeGate("whole", {}, ["reproduce", "perf-sse-live-results.json", "--print"], key);
    expect(again.text).toContain("--config resume-gate.config.ts");
  });

  test("is found upwards, and the command line goes before it", async () => {
    writeFileSync(path.join(folder, "resume-gate.config.mts"), config());
    const { results } = await resumeGate("inner/deep", {}, ["run", "--rows", "cut", "--streams", "7"], key);
    rmSync(path.join(folder, "resume-gate.config.mts"));
    expect(results?.summary.streams_started).toBeLessThan(12);
  });

  test.each([
    {
      claim: "a variable that is not set",
      files: () => ({ "resume-gate.config.ts": config() }),
      env: {},
      says: /environment variable TEST_KEY is not set/,
    },
    {
      claim: "an unknown field",
      files: () => ({ "resume-gate.config.ts": config("\n  strems: 3,") }),
      says: /no field "strems"[\s\S]*"streams"/,
    },
    {
      claim: "a syntax error",
      files: () => ({ "resume-gate.config.ts": "export default {" }),
      says: /cannot be loaded/,
    },
    {
      claim: "a name that nothing fills",
      files: () => ({ "resume-gate.config.ts": config().replace("{tenant}", "{tenat}") }),
      says: /uses \{tenat\}/,
    },
    {
      claim: "a value that nothing uses",
      files: () => ({ "resume-gate.config.ts": config() }),
      args: ["--with", "tenat=x"],
      says: /--with tenat has no effect[\s\S]*"tenant"/,
    },
  ])("refused with exit 2: $claim", async ({ claim, files, env = key, args = [], says }) => {
    const { code, text, results } = await resumeGate(claim.replaceAll(" ", "-"), files(), ["run", ...args], env);
    expect(text).toMatch(says);
    expect(text).not.toContain(secret);
    expect(code).toBe(2);
    expect(results).toBeNull();
  });
});

const run = (...more: string[]) => [
  "run",
  "baseline",
  "--target",
  target,
  "--header",
  `Authorization: Bearer ${secret}`,
  "--streams",
  "30",
  ...more,
];

describe("a protocol by its name", () => {
  test("event-source takes the target's own path and a few parameters", async () => {
    const to = [
      "run",
      "baseline",
      "--target",
      `${target}/acme/events`,
      "--header",
      `Authorization: Bearer ${secret}`,
      "--streams",
      "30",
      "--duration",
      "2s",
    ];
    const { results, text } = await resumeGate("named", {}, [
      ...to,
      "--protocol",
      "event-source",
      "--with",
      "end=event:done",
      "--with",
      "number=id",
      "--with",
      "from=1",
    ]);
    expect(text).toMatch(/0 lost, 0 duplicated/);
    expect(results?.summary.streams_completed).toBeGreaterThan(25);
    expect(results?.scenarios[0]?.faces[0]?.protocol?.name).toBe("event-source");
  });

  test.each([
    { claim: "an unknown name", args: ["--protocol", "eventsource"], says: /Did you mean "event-source"/ },
    {
      claim: "an unknown parameter",
      args: ["--protocol", "event-source", "--with", "ends=close"],
      says: /no parameter "ends"[\s\S]*"end"/,
    },
    {
      claim: "a wrong parameter",
      args: ["--protocol", "event-source", "--with", "end=never"],
      says: /end holds "never"/,
    },
    { claim: "a value that nothing takes", args: ["--with", "a=b"], says: /no effect without a --protocol/ },
  ])("refused with exit 2: $claim", async ({ claim, args, says }) => {
    const { code, text } = await resumeGate(claim.replaceAll(" ", "-"), {}, run(...args));
    expect(text).toMatch(says);
    expect(code).toBe(2);
  });
});

/** A protocol as a module; `part` replaces one of its members. */
const module = (part = "") => `
const route = {
  steps: [],
  open: () => ({ method: "GET", path: "/acme/events", headers: {} }),
  resume() { return { request: { method: "GET", path: "/acme/events", headers: { "last-event-id": String(this.reader.lastSeq + 1) } }, from: this.reader.lastSeq }; },
};
export default {
  name: "mine",
  terms: { name: "mine", resumesBy: "cursor", proof: ["number"], cannotSee: "much.", idsAlone: null, firstPayload: 0, refusals: null, busy: [429, 503], trimmedCode: null, liveMode: null },
  createReader() {
    const reader = {
      requestId: null,
      lastSeq: -1,
      read(event) {
        const seq = event.number - 1;
        const dropped = seq <= reader.lastSeq;
        if (!dropped) reader.lastSeq = seq;
        return { seq, index: seq, chain: "none", foreign: false, final: event.type === "done", payloadTrimmed: false, malformed: false, resumeUnavailable: false, gone: false, dropped, differs: false, unseen: false, token: null, mark: null };
      },
    };
    reader.route = { ...route, reader };
    ${part}
    return reader;
  },
};
`;

describe("a protocol as a module", () => {
  test("speaks like a built-in one", async () => {
    const { results, text } = await resumeGate("module", { "mine.mjs": module() }, run("--protocol", "./mine.mjs"));
    expect(text).toMatch(/0 lost, 0 duplicated/);
    expect(results?.summary.streams_completed).toBeGreaterThan(25);
  });

  test.each([
    { claim: "a syntax error", text: "export default {", says: /mine\.mjs: It cannot be loaded/ },
    { claim: "nothing exported", text: "const a = 1;", says: /no default export/ },
    { claim: "no terms", text: module().replace("terms:", "term:"), says: /"terms" is missing/ },
    {
      claim: "a reader that throws",
      text: module('reader.read = () => { throw new Error("oh no"); };'),
      says: /read\(\) failed: oh no/,
    },
    {
      claim: "facts that are not facts",
      text: module("reader.read = () => 7;"),
      says: /read\(\) returned 7: "seq" and "index"/,
    },
    {
      claim: "a request without a path",
      text: module("reader.route = { ...route, open: () => ({}) };"),
      says: /open\(\) returned \{\}/,
    },
  ])("refused with exit 2: $claim", async ({ claim, text: file, says }) => {
    const { code, text } = await resumeGate(
      `module-${claim.replaceAll(" ", "-")}`,
      { "mine.mjs": file },
      run("--protocol", "./mine.mjs"),
    );
    expect(text).toMatch(says);
    expect(text).not.toMatch(/ at .*\.ts:\d+/);
    expect(code).toBe(2);
  });

  test("one that fails later keeps what was recorded", async () => {
    const late = module(
      "let reads = 0; globalThis.readers = (globalThis.readers ?? 0) + 1; const mine = globalThis.readers; const { read } = reader; reader.read = (event) => { if (mine > 3 && ++reads > 5) throw new Error('later'); return read(event); };",
    );
    const { code, text, results } = await resumeGate("late", { "mine.mjs": late }, run("--protocol", "./mine.mjs"));
    expect(code).toBe(1);
    expect(results?.summary.events_received).toBeGreaterThan(4);
    expect(text).toMatch(/lost|error_rate|resume_success_rate/);
  });
});
