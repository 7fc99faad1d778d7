import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type ListeningServer, listenOnLoopback } from "./listen-on-loopback.ts";

/** How a server resumes runs whose events have no numbers, and what it does wrong. */
export interface WordServer {
  /** Events that it keeps. */
  readonly keep?: number;
  /** Opaque ids and Last-Event-ID, or no ids and a replay from the start. */
  readonly ids?: "opaque" | "none";
  /** A resume also gets what another run has sent. */
  readonly mixes?: true;
  /** A resume leaves one event out; without ids, each replay. */
  readonly skips?: true;
  /** The last event's document lacks the word of one event. */
  readonly wrongDocument?: true;
  /** The broker drops each event that is published while nobody reads. */
  readonly forgets?: true;
}

const total = 30;

interface Run {
  readonly events: { readonly id: string; readonly text: string; readonly word: string }[];
  first: number;
  readonly readers: Set<ServerResponse>;
  readonly timer: NodeJS.Timeout | null;
}

/** Runs are created by POST /runs and read by GET /runs/…/events; channels are written by POST /pub/… and read by GET /sub/…. */
export async function startWordServer(how: WordServer): Promise<ListeningServer> {
  const { keep = 1_000, ids = "opaque" } = how;
  const runs = new Map<string, Run>();
  const add = (name: string, run: Run, data: string, word = "") => {
    const n = run.first + run.events.length;
    const type = run.timer !== null && n === total - 1 ? "done" : "word";
    const id = createHash("sha256").update(`${name} ${n}`).digest("base64url").slice(0, 12);
    const text = `${ids === "none" ? "" : `id: ${id}\n`}event: ${type}\ndata: ${data}\n\n`;
    if (how.forgets && run.readers.size === 0 && n > 0) return;
    run.events.push({ id, text, word });
    if (run.events.length > keep) run.first += run.events.splice(0, 1).length;
    for (const reader of run.readers) type === "done" ? reader.end(text) : reader.write(text);
  };
  const tick = (name: string, run: Run, words: string[]) => {
    if (words.length === total - 1) {
      const said = how.wrongDocument ? words.toSpliced(3, 1) : words;
      add(name, run, JSON.stringify({ text: said.join("") }));
      clearInterval(run.timer ?? undefined);
      return;
    }
    const word = ["one ", "two ", "three ", "and "][words.length % 4] as string;
    words.push(word);
    add(name, run, JSON.stringify({ word }), word);
  };
  const open = (name: string, timed: boolean): Run => {
    const words: string[] = [];
    const timer = timed ? setInterval(() => tick(name, run, words), 40) : null;
    const run: Run = { events: [], first: 0, readers: new Set(), timer };
    runs.set(name, run);
    return run;
  };
  const read = (request: IncomingMessage, response: ServerResponse, name: string, run: Run) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.flushHeaders();
    const last = request.headers["last-event-id"];
    const from = run.events.findIndex(({ id }) => id === last) + 1;
    if (how.mixes && last !== undefined) {
      const other = [...runs].findLast(([each, { events }]) => each !== name && events.length > 4)?.[1];
      response.write(other?.events[2]?.text ?? "");
    }
    const due = run.events.slice(from);
    const skips = how.skips && due.length > 4 && (ids === "none" || last !== undefined);
    for (const { text } of skips ? due.toSpliced(2, 1) : due) response.write(text);
    if (run.timer !== null && run.first + run.events.length === total) return response.end();
    run.readers.add(response);
    return response.on("close", () => run.readers.delete(response));
  };
  const server = createServer(async (request, response) => {
    const [, room = "", name = ""] = (request.url ?? "").split("/");
    if (request.method === "POST") {
      const body = Buffer.concat(await request.toArray()).toString("utf8");
      if (room === "pub") {
        add(name, runs.get(name) ?? open(name, false), body);
        return response.end("{}");
      }
      const own = String(runs.size + 1);
      open(own, true);
      return response.end(JSON.stringify({ id: own }));
    }
    const run = runs.get(name) ?? (room === "sub" ? open(name, false) : undefined);
    return run ? read(request, response, name, run) : response.writeHead(404).end();
  });
  return listenOnLoopback(server, () => {
    for (const { timer } of runs.values()) clearInterval(timer ?? undefined);
  });
}
