import http from "node:http";
import net from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FaceTimers } from "../face-timers.ts";
import type { ExchangeEnd } from "./exchange.ts";
import { openExchange } from "./open-exchange.ts";

/** What the server answers next: pieces, written one after the other, and how it ends. */
interface Answer {
  readonly pieces: readonly Buffer[];
  readonly last: "close" | "reset" | "stay";
}

let next: Answer = { pieces: [], last: "close" };
let request = "";
const sockets = new Set<net.Socket>();
const server = net.createServer((socket) => {
  sockets.add(socket);
  socket.on("close", () => sockets.delete(socket)).on("error", () => {});
  let came = "";
  socket.on("data", (chunk) => {
    came += chunk.toString("latin1");
    request = came;
    if (!came.includes("\r\n\r\n")) return;
    void answer(socket, next);
  });
});
let base = new URL("http://127.0.0.1");
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = new URL(`http://127.0.0.1:${(server.address() as net.AddressInfo).port}/base/?x=1`);
});
afterAll(() => {
  for (const socket of sockets) socket.destroy();
  server.close();
});

async function answer(socket: net.Socket, { pieces, last }: Answer): Promise<void> {
  socket.setNoDelay(true);
  for (const piece of pieces) {
    socket.write(piece);
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (last === "close") socket.end();
  if (last === "reset") socket.resetAndDestroy();
}

interface Outcome {
  status: number;
  headers: Record<string, unknown>;
  body: string;
  ok: boolean;
}
const spec = { method: "POST", path: "/a?b=c", headers: { "X-Token": "t" }, body: "é" };
const limits = { answerMs: 2_000, idleMs: 2_000, eventMs: 2_000 };

async function ours(
  hooks: { onAnswer?(cut: () => void): void; onSent?(cut: () => void): void } = {},
  with_: Partial<typeof limits> & { signal?: AbortSignal; headers?: Record<string, string> } = {},
): Promise<Outcome & { end: ExchangeEnd }> {
  const timers = new FaceTimers(with_.signal ?? new AbortController().signal);
  const outcome: Outcome = { status: 0, headers: {}, body: "", ok: false };
  const exchange = openExchange(
    { base, request: spec, headers: with_.headers ?? {}, limits: { ...limits, ...with_ }, timers },
    {
      ...(hooks.onSent ? { onSent: () => hooks.onSent?.(exchange.cut.bind(exchange)) } : {}),
      onAnswer(status, headers) {
        outcome.status = status;
        outcome.headers = { ...headers };
        hooks.onAnswer?.(() => exchange.cut());
      },
      onBytes(bytes, from, to) {
        outcome.body += bytes.toString("latin1", from, to);
      },
    },
  );
  const end = await exchange.ended;
  timers.close();
  return { ...outcome, ok: end.why === "closed", end };
}

function nodes(): Promise<Outcome> {
  const outcome: Outcome = { status: 0, headers: {}, body: "", ok: false };
  return new Promise((resolve) => {
    const req = http.request(new URL("/base/a?b=c", base), { method: "POST", agent: false }, (res) => {
      outcome.status = res.statusCode ?? 0;
      outcome.headers = { ...res.headers };
      res.on("data", (chunk: Buffer) => {
        outcome.body += chunk.toString("latin1");
      });
      res.on("end", () => {
        outcome.ok = res.complete;
      });
      res.on("error", () => {});
      res.on("close", () => resolve(outcome));
    });
    req.on("error", () => resolve(outcome));
    req.end("é");
  });
}

describe("an exchange", () => {
  const body = fc.uint8Array({ minLength: 1, maxLength: 200 });
  const coded = fc.record({
    kind: fc.constantFrom("chunked", "sized", "to the close"),
    parts: fc.array(body, { maxLength: 5 }),
    early: fc.boolean(),
    hints: fc.boolean(),
    status: fc.constantFrom("200 OK", "401 Unauthorized", "500", "204 No Content"),
    cuts: fc.array(fc.nat(), { maxLength: 6 }),
    last: fc.constantFrom("close" as const, "reset" as const),
  });

  test("reports of any answer what node:http reports", async () => {
    await fc.assert(
      fc.asyncProperty(coded, async ({ kind, parts, early, hints, status, cuts, last }) => {
        const all = Buffer.concat(parts);
        const head = [
          ...(hints ? ["HTTP/1.1 103 Early Hints", "Link: a", ""] : []),
          `HTTP/1.1 ${status}`,
          "X-A:  b ",
          "x-a: c",
          "Content-Type: text/event-stream",
          ...(kind === "chunked" ? ["Transfer-Encoding: chunked"] : []),
          ...(kind === "sized" ? [`Content-Length: ${all.length}`] : []),
        ];
        const chunks = parts.flatMap((part) => [`${part.length.toString(16)}\r\n`, part, "\r\n"]);
        const coding = kind === "chunked" ? [...chunks, "0\r\n\r\n"] : [all];
        const whole = Buffer.concat(
          [`${head.join("\r\n")}\r\n\r\n`, ...coding].map((each) => Buffer.from(each as string)),
        );
        const bytes = early ? whole.subarray(0, whole.length - 3) : whole;
        const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
        const pieces = places.slice(1).map((to, i) => bytes.subarray(places[i], to));
        next = { pieces, last: kind === "to the close" ? "close" : last };
        const { end, ...mine } = await ours();
        const theirs = await nodes();
        if (next.last === "reset") {
          // How much of what was sent before a reset still arrives is the kernel's to decide.
          const [shorter, longer] = [mine.body, theirs.body].sort((a, b) => a.length - b.length) as [string, string];
          expect(longer.startsWith(shorter)).toBe(true);
        } else expect(mine).toEqual(theirs);
        expect(["closed", "error"]).toContain(end.why);
      }),
      { numRuns: 150 },
    );
  });

  test("sends what it was given once, after the base's path", async () => {
    next = { pieces: [Buffer.from("HTTP/1.1 204 No Content\r\n\r\n")], last: "close" };
    await ours({}, { headers: { Authorization: "é", "x-token": "u" } });
    const [head = "", sent] = request.split("\r\n\r\n");
    expect(head.split("\r\n")).toEqual([
      "POST /base/a?b=c HTTP/1.1",
      `host: ${base.host}`,
      "connection: close",
      "x-token: u",
      "authorization: é",
      "content-length: 2",
    ]);
    expect(Buffer.from(sent ?? "", "latin1").toString("utf8")).toBe("é");
  });

  test("a header that would break out of itself is refused", async () => {
    const { end } = await ours({}, { headers: { "x-resume-token": "a\r\nX-Evil: b" } });
    expect(end).toEqual({ why: "error", error: "ERR_INVALID_CHAR" });
  });

  test("ends when the answer is not HTTP, and says so", async () => {
    next = { pieces: [Buffer.from("SSH-2.0-OpenSSH_9.2\r\n")], last: "stay" };
    expect((await ours()).end).toEqual({ why: "error", error: "it does not begin with HTTP/1.1" });
  });

  test("a server that closes without a word", async () => {
    next = { pieces: [], last: "close" };
    expect((await ours()).end).toEqual({ why: "error", error: "connection closed without an answer" });
  });

  test("nobody listens", async () => {
    const there = base;
    base = new URL("http://127.0.0.1:1/");
    const { end } = await ours();
    base = there;
    expect(end).toEqual({ why: "error", error: "ECONNREFUSED" });
  });

  test("is cut as soon as the request is sent, or the answer begins", async () => {
    next = { pieces: [Buffer.from("HTTP/1.1 200 OK\r\n\r\na")], last: "stay" };
    expect((await ours({ onSent: (cut) => cut() })).end).toEqual({ why: "cut" });
    const { end, body: got } = await ours({ onAnswer: (cut) => cut() });
    expect({ end, got }).toEqual({ end: { why: "cut" }, got: "" });
  });

  test("ends at its limits", async () => {
    next = { pieces: [], last: "stay" };
    expect((await ours({}, { answerMs: 50 })).end).toEqual({ why: "timeout", error: "no answer in 50 ms" });
    next = { pieces: [Buffer.from("HTTP/1.1 200 OK\r\n\r\na")], last: "stay" };
    expect((await ours({}, { idleMs: 60 })).end).toEqual({ why: "timeout", error: "silent for 60 ms" });
  });

  test("ends when the run stops, whenever that is", async () => {
    next = { pieces: [Buffer.from("HTTP/1.1 200 OK\r\n\r\na")], last: "stay" };
    const stop = new AbortController();
    expect((await ours({ onAnswer: () => stop.abort() }, { signal: stop.signal })).end).toEqual({ why: "aborted" });
    expect((await ours({}, { signal: stop.signal })).end).toEqual({ why: "aborted" });
  });
});
