import type net from "node:net";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { makeServer, type Sink } from "./lean-listen.ts";
import { findScript, type Script } from "./lean-script.ts";

/**
 * A source of event streams that costs as little as one can: the contract's start and resume with valid chains, on a bare
 * socket, no Redis, no checks. It is there to load readers with, not to be tested.
 *
 * usage: lean-source.ts [plain | tls KEY CERT | h2 KEY CERT]
 *
 * Prints `{"ready":true,"url","stats"}`: the address of its streams, and that of its `/stats`, which is always plain. It ends when its
 * standard input does.
 */
const tickMs = 10;
const maxRequestBytes = 64 * 1024;

interface Stream {
  readonly sink: Sink;
  readonly script: Script;
  /** The next frame. */
  next: number;
}

const wheel: Stream[][] = Array.from({ length: 1_024 }, () => []);
let tick = 0;
let open = 0;
let frames = 0;
const started = performance.now();
const loop = monitorEventLoopDelay({ resolution: 10 });
loop.enable();

setInterval(() => {
  const now = Math.floor((performance.now() - started) / tickMs);
  for (; tick < now; tick++) {
    const due = wheel[tick % wheel.length] as Stream[];
    wheel[tick % wheel.length] = [];
    for (const stream of due) sendNext(stream);
  }
}, tickMs);

function onSocket(socket: net.Socket): void {
  let request = "";
  open++;
  socket.on("close", () => open--).on("error", () => socket.destroy());
  socket.on("data", (chunk) => {
    request += chunk.toString("latin1");
    const end = request.indexOf("\r\n\r\n");
    if (request.length > maxRequestBytes) return void socket.destroy();
    if (end < 0) return;
    const length = Number(/^content-length: *(\d+)/im.exec(request.slice(0, end))?.[1] ?? 0);
    if (request.length < end + 4 + length) return;
    answer(socket, request.slice(0, end), request.slice(end + 4, end + 4 + length));
    request = "";
  });
}

function answer(sink: Sink, head: string, body: string): void {
  if (head.startsWith("GET /stats")) return tell(sink);
  const token = /^x-resume-token: *(\S+)/im.exec(head)?.[1];
  const asked = token === undefined ? reference(body) : claims(token);
  const script = findScript(asked);
  const startedAt = token === undefined ? Date.now() : Number(asked.started);
  const lastEventId = Number(/^last-event-id: *(\d+)/im.exec(head)?.[1] ?? -1);
  const from = token === undefined ? 0 : Math.max(Number(asked.seq), lastEventId) + 1;
  sink.write(script.head);
  const stream: Stream = { sink, script, next: from };
  // What is due by now comes at once, as a replay does; the rest follows on its schedule.
  const position = 2 + Math.floor((Date.now() - startedAt) / script.intervalMs);
  const replay = Math.min(position, script.frames.length);
  while (stream.next < replay) write(stream, startedAt);
  if (stream.next >= script.frames.length) return void sink.end(script.end);
  schedule(stream);
}

function write(stream: Stream, startedAt: number): void {
  const seq = stream.next++;
  frames++;
  stream.sink.write(seq === 1 ? stream.script.tokenFrame(startedAt) : (stream.script.frames[seq] as Buffer));
}

function sendNext(stream: Stream): void {
  const { sink, script } = stream;
  if (sink.destroyed) return;
  frames++;
  sink.write(script.frames[stream.next++] as Buffer);
  if (stream.next >= script.frames.length) sink.end(script.end);
  else schedule(stream);
}

function schedule(stream: Stream): void {
  const ticks = Math.min(wheel.length - 1, Math.max(1, Math.round(stream.script.intervalMs / tickMs)));
  (wheel[(tick + ticks) % wheel.length] as Stream[]).push(stream);
}

function reference(body: string): Record<string, unknown> {
  return (JSON.parse(body) as { flags: { reference: Record<string, unknown> } }).flags.reference;
}

function claims(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString()) as Record<string, unknown>;
}

/** How this source itself is doing, so that a reader is not blamed for it. */
function tell(sink: Sink): void {
  const { user, system } = process.cpuUsage();
  const body = JSON.stringify({
    open,
    frames,
    cpuMs: (user + system) / 1_000,
    loopDelayP99Ms: loop.percentile(99) / 1e6,
    rss: process.memoryUsage.rss(),
  });
  loop.reset();
  sink.end(`HTTP/1.1 200 OK\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`);
}

function listen(server: net.Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen({ port: 0, host: "127.0.0.1", backlog: 4_096 }, () =>
      resolve((server.address() as net.AddressInfo).port),
    );
  });
}

const [how = "plain", key, cert] = process.argv.slice(2) as [("plain" | "tls" | "h2")?, string?, string?];
const stats = `http://127.0.0.1:${await listen(makeServer({ how: "plain", onSocket, onRequest: answer }))}`;
const url =
  how === "plain"
    ? stats
    : `https://127.0.0.1:${await listen(makeServer({ how, key, cert, onSocket, onRequest: answer }))}`;
process.stdout.write(`${JSON.stringify({ ready: true, url, stats })}\n`);
process.stdin.on("end", () => process.exit(0)).resume();
