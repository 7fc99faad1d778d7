import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ListeningServer } from "../../testing/listen-on-loopback.ts";
import { runWithFiles, smallRun, startTargetWithKey } from "../../testing/target-with-key.ts";

let folder = "";
let server: ListeningServer;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "resume-gate-module-"));
  server = await startTargetWithKey();
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
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

function runModule(name: string, text: string) {
  const files = { "mine.mjs": text };
  return runWithFiles({ cwd: path.join(folder, name), files, args: smallRun(server.url, "--protocol", "./mine.mjs") });
}

describe("a protocol as a module", () => {
  test("speaks like a built-in one", async () => {
    const { results, text } = await runModule("good", module());
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
    const { code, text } = await runModule(claim.replaceAll(" ", "-"), file);
    expect(text).toMatch(says);
    expect(text).not.toMatch(/ at .*\.ts:\d+/);
    expect(code).toBe(2);
  });

  test("one that fails later keeps what was recorded", async () => {
    const late = module(
      "let reads = 0; globalThis.readers = (globalThis.readers ?? 0) + 1; const mine = globalThis.readers; const { read } = reader; reader.read = (event) => { if (mine > 3 && ++reads > 5) throw new Error('later'); return read(event); };",
    );
    const { code, text, results } = await runModule("late", late);
    expect(code).toBe(1);
    expect(results?.summary.events_received).toBeGreaterThan(4);
    expect(text).toMatch(/lost|error_rate|resume_success_rate/);
  });
});
