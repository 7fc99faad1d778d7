import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import type { Lie } from "../liar.ts";
import type { SeenPayloads } from "../seen-payloads.ts";
import type { WireAdapter } from "../wire-adapter.ts";
import type { ProxiedConnection, ProxiedRequest, Reply } from "./proxied-request.ts";
import { ProxyStream } from "./proxy-stream.ts";

export interface LyingProxy {
  readonly url: URL;
  close(): Promise<void>;
}

/** The most bytes of a request's body, and of an answer that is not a stream. */
const maxBody = 1024 * 1024;
/** How long the server may take to answer, in milliseconds. */
const answerLimitMs = 15_000;

/** Listens on a free port of 127.0.0.1 in front of a server and passes on everything that the lie does not change. */
export async function startProxy(upstream: URL, between: Between): Promise<LyingProxy> {
  const server = http.createServer((req, res) => {
    void pass(req, res, upstream, between).catch(() => res.destroy());
  });
  server.on("clientError", (_error, socket) => socket.destroy());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** What stands between clients and server. */
export interface Between {
  readonly wire: WireAdapter;
  readonly lie: Lie;
  readonly seenPayloads: SeenPayloads;
}

async function pass(
  req: http.IncomingMessage,
  res: http.ServerResponse,
  upstream: URL,
  { wire, lie, seenPayloads }: Between,
): Promise<void> {
  res.on("error", () => {}); // the client may disconnect at any moment; "close" follows
  const path = req.url ?? "/";
  const reqHeaders = headersOf(req.headers);
  const asked: ProxiedRequest = {
    kind: wire.kindOf({ path, headers: reqHeaders }),
    method: req.method ?? "GET",
    path,
    headers: reqHeaders,
    body: await bodyOf(req),
  };
  const request = lie.request?.(asked) ?? asked;
  if ("status" in request) return reply(res, request);
  const answer = await ask(request, upstream, res);
  if (!answer) return;
  const head = { status: answer.statusCode ?? 0, headers: headersOf(answer.headers) };
  const isStream = head.status === 200 && head.headers["content-type"]?.startsWith("text/event-stream");
  const honest: Reply = isStream ? head : { ...head, body: (await bodyOf(answer)).toString("utf8") };
  const given = lie.answer?.(honest, request) ?? honest;
  if (given.body !== undefined || !isStream) {
    answer.destroy();
    return reply(res, given);
  }
  const { kind } = request;
  const stream = wire.streamOf(request, head.headers);
  const connection: ProxiedConnection = { kind, stream, replayed: wire.replayedBy(head.headers), request };
  res.writeHead(given.status, given.headers);
  res.flushHeaders();
  new ProxyStream(answer, res, { connection, lie, seenPayloads });
}

/** @returns the server's answer, or null when there is none or the client disconnects first */
async function ask(
  request: ProxiedRequest,
  upstream: URL,
  res: http.ServerResponse,
): Promise<http.IncomingMessage | null> {
  const headers: Record<string, string> = { ...request.headers, "content-length": String(request.body.length) };
  delete headers.host;
  delete headers.connection;
  const out = http.request(new URL(request.path, upstream), { method: request.method, headers, agent: false });
  const { promise, resolve } = Promise.withResolvers<http.IncomingMessage | null>();
  const limit = setTimeout(() => out.destroy(), answerLimitMs);
  res.on("close", () => out.destroy());
  if (res.destroyed) out.destroy();
  out.on("response", resolve);
  out.on("error", () => resolve(null));
  out.on("close", () => resolve(null));
  out.end(request.body);
  const answer = await promise;
  clearTimeout(limit);
  if (!answer) res.destroy();
  return answer;
}

/** Sends a complete answer. */
function reply(res: http.ServerResponse, { status, headers, body = "" }: Reply): void {
  const { "transfer-encoding": _encoding, "content-length": _length, connection: _connection, ...own } = headers;
  const empty = status === 204 || status === 304;
  res.writeHead(status, { ...own, ...(empty ? {} : { "content-length": Buffer.byteLength(body) }) });
  res.end(empty ? undefined : body);
}

function headersOf(headers: http.IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
  );
}

async function bodyOf(message: http.IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of message) {
    parts.push(part as Buffer);
    length += (part as Buffer).length;
    if (length > maxBody) throw new Error(`A body is longer than ${maxBody} bytes.`);
  }
  return Buffer.concat(parts);
}
