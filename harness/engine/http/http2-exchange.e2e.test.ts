import { once } from "node:events";
import http2, { type Http2SecureServer, type ServerHttp2Session, type ServerHttp2Stream } from "node:http2";
import https from "node:https";
import net, { type AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { FaceTimers } from "../face-timers.ts";
import { trustedCertificate } from "../testing/certificate.ts";
import type { Exchange, ExchangeEnd } from "./exchange.ts";
import { Http2Sessions } from "./http2-sessions.ts";
import { openExchange } from "./open-exchange.ts";

let trusted: ReturnType<typeof trustedCertificate>;
beforeAll(() => {
  trusted = trustedCertificate();
});
afterAll(() => trusted.end());
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** An HTTP/2 server, with what it has seen. */
async function serve(
  onStream: (stream: ServerHttp2Stream, headers: http2.IncomingHttpHeaders) => void,
  settings: http2.Settings = {},
) {
  const server = http2.createSecureServer({ ...trusted.certificate, settings });
  const seen = {
    sessions: [] as ServerHttp2Session[],
    resets: [] as number[],
    requests: [] as Record<string, unknown>[],
  };
  server.on("session", (session) => seen.sessions.push(session.on("error", () => {})));
  server.on("stream", (stream, headers) => {
    seen.requests.push(headers);
    stream.on("error", () => {}).on("close", () => seen.resets.push(stream.rstCode ?? -1));
    onStream(stream, headers);
  });
  closing.push(() => {
    for (const session of seen.sessions) session.destroy();
    server.close();
  });
  return { base: await listen(server), seen };
}

async function listen(server: Http2SecureServer | https.Server): Promise<URL> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

const usual = { answerMs: 3_000, idleMs: 3_000, eventMs: 3_000 };

/** One client: all of its exchanges share its sessions. */
function client(signal = new AbortController().signal) {
  const timers = new FaceTimers(signal);
  const sessions = new Http2Sessions();
  closing.push(() => {
    timers.close();
    sessions.close();
  });
  return (
    base: URL,
    { limits = {}, onText = (_text: string, _exchange: Exchange, _status: number): void => {}, body = "" } = {},
  ) => {
    const outcome = { status: 0, text: "", sent: 0 };
    const exchange: Exchange = openExchange(
      {
        base,
        request: {
          method: body ? "POST" : "GET",
          path: "/a?b=c",
          headers: { "X-Own": "1" },
          ...(body ? { body } : {}),
        },
        headers: { connection: "close" },
        limits: { ...usual, ...limits },
        timers,
        http2: sessions,
      },
      {
        onSent: () => void outcome.sent++,
        onAnswer(status) {
          outcome.status = status;
        },
        onBytes(bytes, from, to) {
          outcome.text += bytes.toString("latin1", from, to);
          onText(outcome.text, exchange, outcome.status);
        },
      },
    );
    const whole: Promise<typeof outcome & { end: ExchangeEnd }> = exchange.ended.then((end) => ({ ...outcome, end }));
    return { exchange, whole };
  };
}

const until = async (holds: () => boolean) => {
  for (let waited = 0; !holds() && waited < 3_000; waited += 10) await new Promise((wake) => setTimeout(wake, 10));
};
const cancel = http2.constants.NGHTTP2_CANCEL;

describe("an exchange over HTTP/2", () => {
  test("sends its request and reads the answer to its end", async () => {
    const { base, seen } = await serve((stream) => {
      stream.respond({ ":status": 201, "content-type": "text/plain" });
      stream.pipe(stream);
    });
    const body = "é".repeat(100_000);
    const { whole } = client()(new URL("/base", base), { body });
    const { end, status, text, sent } = await whole;
    expect({ end, status, sent }).toEqual({ end: { why: "closed" }, status: 201, sent: 1 });
    expect(Buffer.from(text, "latin1").toString()).toBe(body);
    expect(seen.requests[0]).toMatchObject({
      ":method": "POST",
      ":path": "/base/a?b=c",
      ":authority": base.host,
      "x-own": "1",
      "content-length": "200000",
    });
    expect(seen.requests[0]).not.toHaveProperty("connection");
  });

  test("shares a session, and a cut resets one stream of it", async () => {
    const { base, seen } = await serve((stream) => {
      stream.respond({ ":status": 200 });
      stream.write("a");
      setTimeout(() => stream.closed || stream.end("b"), 200);
    });
    const open = client();
    const cut = open(base, { onText: (_text, exchange) => exchange.cut() });
    const others = Array.from({ length: 20 }, () => open(base));
    expect(await cut.whole).toMatchObject({ end: { why: "cut" }, text: "a" });
    for (const { whole } of others) expect(await whole).toMatchObject({ end: { why: "closed" }, text: "ab" });
    expect(seen.sessions).toHaveLength(1);
    expect(seen.resets.sort()).toEqual([...Array(20).fill(0), cancel]);
  });

  test("tells of the answer before its bytes, when many come in one read", async () => {
    const { base } = await serve((stream) => {
      stream.respond({ ":status": 200 });
      stream.write("a");
      setTimeout(() => stream.end("b"), 5);
    });
    const open = client();
    const answeredFirst: boolean[] = [];
    const all = Array.from({ length: 300 }, () =>
      open(base, { onText: (_text, _exchange, status) => void answeredFirst.push(status === 200) }),
    );
    for (const { whole } of all) expect(await whole).toMatchObject({ end: { why: "closed" }, text: "ab" });
    expect(answeredFirst.filter((was) => !was)).toEqual([]);
  });

  test("takes another session when the server allows no more streams on one", async () => {
    let open = 0;
    const { base, seen } = await serve(
      (stream) => {
        open++;
        stream.respond({ ":status": 200 });
        void until(() => open === 7).then(() => stream.end("x"));
      },
      { maxConcurrentStreams: 3 },
    );
    const start = client();
    const all = Array.from({ length: 7 }, () => start(base).whole);
    for (const each of all) expect(await each).toMatchObject({ end: { why: "closed" }, text: "x" });
    expect(seen.sessions).toHaveLength(3);
  });

  test("takes another session when its server closes the old one (GOAWAY)", async () => {
    const { base, seen } = await serve((stream) => {
      stream.respond({ ":status": 200 });
      stream.end("x");
      stream.session?.close();
    });
    const open = client();
    for (let n = 0; n < 3; n++) expect(await open(base).whole).toMatchObject({ end: { why: "closed" }, text: "x" });
    expect(seen.sessions.length).toBeGreaterThan(1);
  });

  test("sends a request again that its server did not look at", async () => {
    let refused = 0;
    const { base } = await serve((stream) => {
      if (refused++ < 2) return stream.close(http2.constants.NGHTTP2_REFUSED_STREAM);
      stream.respond({ ":status": 200 });
      stream.end("x");
    });
    expect(await client()(base).whole).toMatchObject({ end: { why: "closed" }, text: "x" });
    refused = Number.NEGATIVE_INFINITY;
    const error = "its server reset the stream (REFUSED_STREAM)";
    expect((await client()(base).whole).end).toEqual({ why: "error", error });
  });

  test.each(["silent", "half-open"] as const)(
    "is lost %s: its server is told nothing, until the run is over",
    async (how) => {
      let written = 0;
      const stop = new AbortController();
      const { base, seen } = await serve((stream) => {
        stream.respond({ ":status": 200 });
        const fill = () => {
          while (!stream.closed && written < 4e6 && stream.write(Buffer.alloc(10_000))) written += 10_000;
        };
        stream.on("drain", fill);
        fill();
      });
      const { whole } = client(stop.signal)(base, { onText: (_text, exchange) => exchange.cut(how) });
      expect((await whole).end).toEqual({ why: "cut" });
      await until(() => written >= 4e6 || how === "silent");
      if (how === "silent") await new Promise((wake) => setTimeout(wake, 200));
      expect(written >= 4e6).toBe(how === "half-open");
      expect(seen.resets).toEqual([]);
      stop.abort();
      await until(() => seen.resets.length > 0);
      expect(seen.resets).toEqual([cancel]);
    },
  );

  test("reads nothing while it is paused, and its limits wait", async () => {
    const { base } = await serve((stream) => {
      stream.respond({ ":status": 200 });
      stream.write("a");
      setTimeout(() => stream.end("b"), 50);
    });
    const happened: string[] = [];
    const open = client();
    const { whole } = open(base, {
      limits: { idleMs: 200 },
      onText(text, exchange) {
        happened.push(text);
        if (text !== "a") return;
        exchange.pause();
        setTimeout(() => {
          happened.push("resumed");
          exchange.resume();
        }, 500);
      },
    });
    expect(await whole).toMatchObject({ end: { why: "closed" }, text: "ab" });
    expect(happened).toEqual(["a", "resumed", "ab"]);
  });

  test("undoes a Content-Encoding", async () => {
    const { base } = await serve((stream) => {
      stream.respond({ ":status": 200, "content-encoding": "gzip" });
      stream.end(gzipSync("plain"));
    });
    expect(await client()(base).whole).toMatchObject({ end: { why: "closed" }, text: "plain", sent: 1 });
  });

  test.each<{ claim: string; answer: (stream: ServerHttp2Stream) => void; end: ExchangeEnd; answerMs?: number }>([
    {
      claim: "a reset in the answer",
      answer(stream) {
        stream.respond({ ":status": 200 });
        stream.write("a", () => stream.destroy(new Error("broken")));
      },
      end: { why: "error", error: "its server reset the stream (INTERNAL_ERROR)" },
    },
    {
      claim: "a connection that breaks before the answer",
      answer: (stream) => stream.session?.socket.destroy(),
      end: { why: "error", error: expect.stringMatching(/closed without an answer|ECONNRESET/) as unknown as string },
    },
    {
      claim: "a connection that breaks in the answer",
      answer(stream) {
        stream.respond({ ":status": 200 });
        stream.write("a", () => setTimeout(() => stream.session?.socket.destroy(), 20));
      },
      end: { why: "error", error: expect.stringMatching(/connection lost|ECONNRESET/) as unknown as string },
    },
    {
      claim: "no answer in time",
      answer: () => {},
      answerMs: 100,
      end: { why: "timeout", error: "no answer in 100 ms" },
    },
  ])("ends with $claim", async ({ answer, end, answerMs = 3_000 }) => {
    const { base } = await serve(answer);
    expect((await client()(base, { limits: { answerMs } }).whole).end).toEqual(end);
  });

  test("ends with silence, and when the run stops, whenever that is", async () => {
    const { base } = await serve((stream) => {
      stream.respond({ ":status": 200 });
      stream.write("a");
    });
    const { whole } = client()(base, { limits: { idleMs: 100 } });
    expect((await whole).end).toEqual({ why: "timeout", error: "silent for 100 ms" });
    const stop = new AbortController();
    const open = client(stop.signal);
    expect((await open(base, { onText: () => stop.abort() }).whole).end).toEqual({ why: "aborted" });
    expect((await open(base).whole).end).toEqual({ why: "aborted" });
  });

  test("ends in time when a handshake hangs, and leaves nothing behind", async () => {
    const open = new Set<net.Socket>();
    const server = net.createServer((socket) => {
      open.add(socket);
      socket
        .on("close", () => open.delete(socket))
        .on("error", () => {})
        .resume();
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    closing.push(() => server.close());
    const base = new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const { whole } = client()(base, { limits: { answerMs: 100 } });
    expect((await whole).end).toEqual({ why: "timeout", error: "no answer in 100 ms" });
    closing.shift()?.();
    closing.shift()?.();
    await until(() => open.size === 0);
    expect(open.size).toBe(0);
  });

  test("says that its server does not speak HTTP/2, and that nothing listens", async () => {
    const server = https.createServer(trusted.certificate, (_request, response) => void response.end());
    const base = await listen(server);
    closing.push(() => server.close());
    const open = client();
    expect((await open(base).whole).end).toEqual({ why: "error", error: "it does not speak HTTP/2" });
    expect((await open(new URL("https://127.0.0.1:1")).whole).end).toEqual({ why: "error", error: "ECONNREFUSED" });
  });
});
