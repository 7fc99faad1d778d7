import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { StreamDescription } from "../../../protocols/description/description.ts";
import { runBaseline } from "../../testing/run-baseline.ts";
import { runResumeGate } from "../../testing/run-resume-gate.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "resume-gate-described-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** How a small server resumes, and what it does wrong. */
interface Resuming {
  readonly keep?: number;
  /** The event's id; null for none. */
  id?(n: number): string | null;
  /** The number after which a request wants to go on. */
  after?(request: IncomingMessage, events: number): number;
  /** Sends the cursor's own event again. */
  readonly inclusive?: true;
  /** A resume also gets what another run has sent. */
  readonly mixes?: true;
}

const total = 30;
const withId = (n: number) => String(n);
const byHeader = ({ headers }: IncomingMessage) => Number(headers["last-event-id"] ?? 0);

/** Runs of 30 events, created by POST, read by GET, out of a ring buffer. */
function serve({ keep = 1_000, id = withId, after = byHeader, inclusive, mixes }: Resuming) {
  interface Run {
    last: number;
    readonly buffer: { n: number; text: string }[];
    readonly readers: Set<ServerResponse>;
  }
  const runs: Run[] = [];
  const tick = setInterval(() => {
    for (const run of runs) {
      if (run.last >= total) continue;
      const n = ++run.last;
      const own = id(n);
      const text = `${own === null ? "" : `id: ${own}\n`}event: ${n === total ? "done" : "part"}\ndata: {"n":${n},"run":${runs.indexOf(run)}}\n\n`;
      run.buffer.push({ n, text });
      if (run.buffer.length > keep) run.buffer.shift();
      for (const reader of run.readers) n === total ? reader.end(text) : reader.write(text);
    }
  }, 40);
  const server = createServer((request, response) => {
    if (request.method === "POST") {
      runs.push({ last: 0, buffer: [], readers: new Set() });
      response.end(JSON.stringify({ run: { id: runs.length - 1 } }));
      return;
    }
    const run = runs[Number(/runs\/(\d+)/.exec(request.url ?? "")?.[1])];
    if (!run) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": "text/event-stream" });
    const from = after(request, run.last) - (inclusive ? 1 : 0);
    if (mixes && from > 0) for (const { text } of runs[runs.indexOf(run) + 1]?.buffer ?? []) response.write(text);
    for (const { n, text } of run.buffer) if (n > from) response.write(text);
    if (run.last >= total) return response.end();
    run.readers.add(response);
    response.on("close", () => run.readers.delete(response));
  });
  server.on("close", () => clearInterval(tick));
  return server.listen(0, "127.0.0.1");
}

const described: StreamDescription = {
  create: { post: "/runs", json: {}, take: { run: "/run/id" } },
  open: { get: "/runs/{run}/events" },
  cursor: { from: "id", send: { header: "Last-Event-ID" } },
  end: [{ event: "done" }],
  proof: [{ number: "id", from: 1 }],
};

async function run(name: string, resuming: Resuming, description: unknown) {
  const server = serve(resuming);
  await once(server, "listening");
  const target = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    return await runBaseline(target, description, path.join(folder, name));
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

const numberInData = { proof: [{ number: "/n", from: 1 }] };
const query = (name: string) => (request: IncomingMessage) =>
  Number(new URL(request.url ?? "", "http://x").searchParams.get(name) ?? 0);

describe.concurrent("a server that its description fits", () => {
  test.each<{ claim: string; resuming: Resuming; change?: object }>([
    { claim: "numbered ids and Last-Event-ID", resuming: {} },
    {
      claim: "opaque ids, the number in the data",
      resuming: {
        id: (n) => Buffer.from(`ü${n}`).toString("base64"),
        after: ({ headers }) => {
          const cursor = headers["last-event-id"] as string | undefined;
          return cursor === undefined ? 0 : Number(Buffer.from(cursor, "base64").toString().slice(1));
        },
      },
      change: numberInData,
    },
    {
      claim: "a replay from the start",
      resuming: { id: () => null, after: () => 0 },
      change: { ...numberInData, cursor: { from: "none" } },
    },
    {
      claim: "?since= with a value of the data",
      resuming: { id: () => null, after: query("since") },
      change: { ...numberInData, cursor: { from: { data: "/n" }, send: { query: "since" } } },
    },
    {
      claim: "sparse ids: what came after the last one is sent again",
      resuming: { id: (n) => (n % 3 === 0 ? String(n) : null) },
      change: numberInData,
    },
  ])("passes: $claim", async ({ claim, resuming, change = {} }) => {
    const { code, face, err } = await run(claim.replaceAll(/\W+/g, "-"), resuming, { ...described, ...change });
    expect(err).not.toContain("lost");
    expect(face.reasons).toEqual([]);
    expect(code).toBe(0);
    expect(face.protocol).toMatchObject({ proof: ["number"], cannot_see: expect.stringContaining("another stream") });
  });

  test("a ring buffer that is too small is a silent gap: events are lost, although the status is 200", async () => {
    const { code, face } = await run("gap", { keep: 3 }, described);
    expect(code).toBe(1);
    expect(face.summary.lost).toBeGreaterThan(0);
    expect(Object.keys(face.answers)).toEqual(["200"]);
    expect(face.findings.every(({ kind }) => kind === "lost" || kind === "unfinished")).toBe(true);
  });

  test("a replay that holds the cursor's own event sends it twice", async () => {
    const { code, face } = await run("inclusive", { inclusive: true }, described);
    expect(code).toBe(1);
    expect(face.findings.map(({ kind }) => kind)).toContain("duplicated");
    expect(face.summary.lost).toBe(0);
  });

  test("events of another run are foreign, the worst finding", async () => {
    const proof = [...described.proof, { marker: "/run", equals: "{run}" }];
    const { code, face, results } = await run("mixes", { mixes: true }, { ...described, proof });
    expect(code).toBe(1);
    expect(results.summary.foreign).toBeGreaterThan(0);
    expect(face.findings[0]?.kind).toBe("foreign");
    expect(face.summary.lost).toBe(0);
  });

  test("a proof that does not fit the server is refused before any load", async () => {
    const { code, err } = await run("misfit", {}, { ...described, proof: [{ number: "id" }] });
    expect(code).toBe(2);
    expect(err).toMatch(/is number 1 of its stream[\s\S]*"from"/);
  });
});

describe.concurrent("a target that is not as described gets one message, and is not accused", () => {
  const listen = async (serve: Parameters<typeof createServer>[1]) => {
    const server = createServer(serve as never).listen(0, "127.0.0.1");
    await once(server, "listening");
    return server;
  };
  const head = { "content-type": "text/event-stream" };
  const plain = { ...described, create: undefined, open: { get: "/events?of={marker}" } };
  test.each<{
    claim: string;
    serve: (request: IncomingMessage, response: ServerResponse) => unknown;
    code: number;
    says: RegExp;
  }>([
    {
      claim: "ends at once",
      serve: (_, r) => r.writeHead(200, head).end("id: 1\ndata: {}\n\n"),
      code: 2,
      says: /ended after 1 event, but not in the way that "end" says/,
    },
    { claim: "sends nothing", serve: (_, r) => r.writeHead(200, head).end(), code: 4, says: /sent no event/ },
    {
      claim: "answers HTML",
      serve: (_, r) => r.writeHead(200, { "content-type": "text/html" }).end("<p>"),
      code: 4,
      says: /Content-Type "text\/html"/,
    },
    { claim: "wants credentials", serve: (_, r) => r.writeHead(401).end(), code: 4, says: /answered 401/ },
    {
      claim: "sends us elsewhere",
      serve: (_, r) => r.writeHead(307, { location: "http://example.com/" }).end(),
      code: 4,
      says: /example\.com/,
    },
  ])("$claim", async ({ claim, serve, code: wanted, says }) => {
    const server = await listen(serve);
    const name = claim.replaceAll(" ", "-");
    const file = path.join(folder, `${name}.json`);
    writeFileSync(file, JSON.stringify(plain));
    const target = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const out = path.join(folder, `out-${name}`);
    const args = ["run", "baseline", "--target", target, "--protocol", file, "--streams", "40", "--out", out];
    const { code, text } = await runResumeGate(args);
    server.closeAllConnections();
    server.close();
    expect(text.replaceAll(/\s+/g, " ")).toMatch(says);
    expect(text).not.toMatch(/ at .*\.ts:\d+/);
    expect(code).toBe(wanted);
  });
});
