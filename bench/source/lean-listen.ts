import { readFileSync } from "node:fs";
import http2, { type ServerHttp2Stream } from "node:http2";
import net from "node:net";
import tls from "node:tls";

/** Where a stream's bytes go. They are encoded for HTTP/1.1 (head and chunks), whatever protocol carries them. */
export interface Sink {
  readonly destroyed: boolean;
  write(bytes: string | Buffer): unknown;
  end(bytes: string): unknown;
}

export interface Listening {
  readonly how: "plain" | "tls" | "h2";
  /** PEM files, for all but plain. */
  readonly key?: string | undefined;
  readonly cert?: string | undefined;
  onSocket(socket: net.Socket): void;
  /** A request over HTTP/2, its head as HTTP/1.1 writes it. */
  onRequest(sink: Sink, head: string, body: string): void;
}

/** A server for the wanted protocol. */
export function makeServer({ how, key, cert, onSocket, onRequest }: Listening): net.Server {
  if (how === "plain") return net.createServer({ noDelay: true }, onSocket);
  const pair = { key: readFileSync(key as string), cert: readFileSync(cert as string) };
  if (how === "tls") return tls.createServer({ ...pair, noDelay: true }, onSocket);
  const server = http2.createSecureServer({ ...pair, maxSessionMemory: 1_000 });
  server.on("session", (session) => session.on("error", () => session.destroy()));
  server.on("stream", (stream, headers) => {
    let body = "";
    stream.on("error", () => {});
    stream.on("data", (chunk: Buffer) => (body += chunk.toString("latin1")));
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    const head = [`${headers[":method"]} ${headers[":path"]}`, ...lines].join("\r\n");
    stream.on("end", () => onRequest(new Http2Sink(stream), head, body));
  });
  return server;
}

/** Decodes HTTP/1.1: the head becomes headers, and each chunk its bytes. */
class Http2Sink implements Sink {
  readonly #stream: ServerHttp2Stream;
  constructor(stream: ServerHttp2Stream) {
    this.#stream = stream;
  }

  get destroyed(): boolean {
    return this.#stream.destroyed || this.#stream.closed;
  }

  write(bytes: string | Buffer): void {
    if (this.destroyed) return;
    if (!this.#stream.headersSent) return this.#stream.respond(headersOf(String(bytes)));
    const chunk = typeof bytes === "string" ? Buffer.from(bytes) : bytes;
    this.#stream.write(chunk.subarray(chunk.indexOf("\r\n") + 2, -2));
  }

  end(): void {
    if (!this.destroyed) this.#stream.end();
  }
}

function headersOf(head: string): Record<string, string> {
  const headers: Record<string, string> = { ":status": "200" };
  for (const line of head.trimEnd().split("\r\n").slice(1)) {
    const at = line.indexOf(":");
    headers[line.slice(0, at).toLowerCase()] = line.slice(at + 1).trim();
  }
  delete headers.connection;
  delete headers["transfer-encoding"];
  return headers;
}
