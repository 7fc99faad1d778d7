import { once } from "node:events";
import type { AddressInfo } from "node:net";
import tls, { type TLSSocket } from "node:tls";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { FaceTimers } from "../face-timers.ts";
import { trustedCertificate } from "../testing/certificate.ts";
import type { Exchange, ExchangeEnd } from "./exchange.ts";
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

/** A server that answers each request by this function, once the request's head has come. */
async function serve(answer: (socket: TLSSocket) => void): Promise<URL> {
  const sockets = new Set<TLSSocket>();
  const server = tls.createServer({ ...trusted.certificate }, (socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).once("data", () => answer(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

const head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
const chunk = "5\r\nhello\r\n";

/** Reads one answer to its end. `onText` is called with the text so far. */
async function read(
  base: URL,
  onText: (text: string, exchange: Exchange) => void = () => {},
  limits = { answerMs: 3_000, idleMs: 3_000, eventMs: 3_000 },
  headers: Readonly<Record<string, string>> = {},
  onAnswer: () => void = () => {},
): Promise<{ text: string; end: ExchangeEnd }> {
  const timers = new FaceTimers(new AbortController().signal);
  closing.push(() => timers.close());
  let text = "";
  const exchange = openExchange(
    { base, request: { method: "GET", path: "/", headers }, headers: {}, limits, timers },
    {
      onAnswer,
      onBytes(bytes, from, to) {
        text += bytes.toString("latin1", from, to);
        onText(text, exchange);
      },
    },
  );
  const end = await exchange.ended;
  return { text, end };
}

describe("an exchange over TLS", () => {
  test("reads the answer to its end", async () => {
    const base = await serve((socket) => void socket.end(`${head}${chunk}0\r\n\r\n`));
    expect(await read(base)).toEqual({ text: "hello", end: { why: "closed" } });
  });

  test("fails alone when its handler throws, as a protocol of the user's own may", async () => {
    const base = await serve((socket) => void socket.end(`${head}${chunk}0\r\n\r\n`));
    const onAnswer = () => {
      throw new Error("answered() failed");
    };
    expect((await read(base, undefined, undefined, {}, onAnswer)).end).toEqual({
      why: "error",
      error: "answered() failed",
    });
  });

  test("fails alone when a header would break out of itself", async () => {
    const base = await serve((socket) => void socket.end(`${head}0\r\n\r\n`));
    const { end } = await read(base, undefined, undefined, { "Last-Event-ID": "a\nb" });
    expect(end).toEqual({ why: "error", error: "ERR_INVALID_CHAR" });
  });

  test("says that the connection was lost when that happens in the answer", async () => {
    let server: TLSSocket | undefined;
    const base = await serve((socket) => {
      server = socket;
      socket.write(head + chunk);
    });
    const lost = await read(base, () => void server?.destroy());
    expect(lost).toMatchObject({ text: "hello", end: { why: "error" } });
  });

  test("says that there was no answer when the connection closes before it", async () => {
    const base = await serve((socket) => void socket.destroy());
    const { text, end } = await read(base);
    expect({ text, why: end.why }).toEqual({ text: "", why: "error" });
  });

  test("is cut by its client, and the server sees it", async () => {
    const closed = Promise.withResolvers<void>();
    const base = await serve((socket) => {
      socket.on("close", () => closed.resolve());
      socket.write(head + chunk);
    });
    expect(await read(base, (_, exchange) => exchange.cut())).toEqual({ text: "hello", end: { why: "cut" } });
    await closed.promise;
  });

  test.each([
    { claim: "before the answer", sent: "", error: "no answer in 300 ms" },
    { claim: "in the answer", sent: head + chunk, error: "silent for 300 ms" },
  ])("ends at its limit $claim", async ({ sent, error }) => {
    const base = await serve((socket) => void (sent && socket.write(sent)));
    const { end } = await read(base, () => {}, { answerMs: 300, idleMs: 300, eventMs: 300 });
    expect(end).toEqual({ why: "timeout", error });
  });
});
