import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type ListeningServer, listenOnLoopback } from "./listen-on-loopback.ts";

/** Where a reader's events go. */
interface Sink {
  write(text: string): void;
  end(text: string): void;
}

export interface Run {
  readonly name: string;
  readonly marker: string;
  readonly session: string;
  readonly kind: string;
  events: { readonly n: number; readonly id: string; readonly text: string }[];
  last: number;
  readonly readers: Set<Sink>;
  /** For faults that remember something. */
  memory: number;
}

/** What a server of runs does. A fault replaces a part of it. */
export interface Behaviour {
  readonly keep: number;
  idOf(run: Run, n: number): string;
  dataOf(run: Run, n: number): string;
  runOf(runs: ReadonlyMap<string, Run>, name: string, cursor: string | null): Run | undefined;
  /** The last number that the client has; null for a cursor that the run does not know. */
  readBefore(run: Run, cursor: string | null): number | null;
  /** Answers by itself where it returns true. */
  answers?(run: Run, cursor: string | null, response: ServerResponse): boolean;
  /** Called when a resume's replay has been sent, and when a run is over. */
  replayed?(run: Run, sink: Sink): void;
  over?(run: Run): void;
  sinkOf?(response: ServerResponse, request: IncomingMessage): Sink;
  send(run: Run, text: string, isLast: boolean): void;
  /** Called for a run that sends nothing now. */
  waits?(run: Run): void;
}

export const total = 40;
const tickMs = 40;
const idleMs = 2_000;

export const correct: Behaviour = {
  keep: 1_000,
  idOf: (run, n) => `${run.name}-${n}`,
  dataOf: (run, n) => JSON.stringify({ n, m: run.marker }),
  runOf: (runs, name) => runs.get(name),
  readBefore(run, cursor) {
    const [name, n] = cursor === null ? [run.name, "0"] : cursor.includes("-") ? cursor.split("-") : [run.name, cursor];
    return name !== run.name || Number(n) > run.last ? null : Number(n);
  },
  send(run, text, isLast) {
    for (const reader of run.readers) isLast ? reader.end(text) : reader.write(text);
  },
};

/** Runs of 40 events, made by POST /runs in a session (POST /sessions), and read by GET /runs/…, resumed by Last-Event-ID or by `?since=`. */
export async function startRunServer(fault: Partial<Behaviour> = {}): Promise<ListeningServer> {
  const how = { ...correct, ...fault };
  const runs = new Map<string, Run>();
  const emit = (run: Run) => {
    const n = ++run.last;
    const id = how.idOf(run, n);
    const text = `id: ${id}\nevent: ${n === total ? "done" : "part"}\ndata: ${how.dataOf(run, n)}\n\n`;
    run.events.push({ n, id, text });
    if (run.events.length > how.keep) run.events.shift();
    how.send(run, text, n === total);
    if (n === total) how.over?.(run);
  };
  let ticks = 0;
  let sessions = 0;
  const timer = setInterval(() => {
    ticks++;
    for (const run of runs.values()) {
      if (run.last >= total) continue;
      const waits = run.kind === "idle" && run.last % 10 === 9 && ticks % (idleMs / tickMs) !== 0;
      if (waits) how.waits?.(run);
      else
        do emit(run);
        while (run.kind === "burst" && run.last < total);
    }
  }, tickMs);
  const create = async (request: IncomingMessage) => {
    let body = "";
    for await (const bytes of request) body += String(bytes);
    if (request.url === "/sessions") return JSON.stringify({ id: `s${++sessions}` });
    const { marker = "", kind = "", session = "" } = JSON.parse(body) as Record<string, string>;
    const name = String(runs.size + 1);
    runs.set(name, { name, marker, kind, session, events: [], last: 0, readers: new Set(), memory: 0 });
    return JSON.stringify({ id: name });
  };
  const read = (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    const cursor = (request.headers["last-event-id"] as string | undefined) ?? url.searchParams.get("since");
    const run = how.runOf(runs, url.pathname.split("/")[2] ?? "", cursor);
    if (!run) return response.writeHead(404).end();
    if (how.answers?.(run, cursor, response)) return response;
    const before = how.readBefore(run, cursor);
    if (before === null) return response.writeHead(410).end();
    response.setHeader("content-type", "text/event-stream");
    const sink = how.sinkOf?.(response, request) ?? response;
    response.flushHeaders();
    for (const { n, text } of run.events) if (n > before) sink.write(text);
    if (cursor !== null) how.replayed?.(run, sink);
    if (run.last >= total) sink.end("");
    else run.readers.add(sink);
    return response.on("close", () => run.readers.delete(sink));
  };
  const server = createServer((request, response) => {
    if (request.method === "POST") void create(request).then((text) => response.end(text));
    else read(request, response);
  });
  return listenOnLoopback(server, () => clearInterval(timer));
}
