import { hash, randomUUID } from "node:crypto";
import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";

/** The body of `POST /runs`: the stream that a client asks for. */
export interface RunForm {
  /** The stream's marker: each event repeats it. */
  readonly word: string;
  /** The number of events before the last one, `done`, which holds the whole text. */
  readonly events: number;
  readonly everyMs: number;
  readonly ids: "number" | "random" | "none";
  /** A number in the data of each event. */
  readonly counted?: boolean;
  /** Only every n-th event has an id. */
  readonly idEvery?: number;
  /** The same three texts again and again, so that many events differ by their place alone. */
  readonly repeats?: boolean;
  /** `close`: no last event; the server closes. */
  readonly end?: "done" | "close";
}

/** All events of one stream and its readers. It keeps every event. */
class Feed {
  readonly #events: { readonly id: string | null; readonly text: string }[] = [];
  readonly #readers = new Set<http.ServerResponse>();
  #isOver = false;

  get length(): number {
    return this.#events.length;
  }

  add(id: string | null, type: string, data: string): void {
    const text = `${id === null ? "" : `id: ${id}\n`}event: ${type}\ndata: ${data}\n\n`;
    this.#events.push({ id, text });
    for (const reader of this.#readers) reader.write(text);
  }

  end(): void {
    this.#isOver = true;
    for (const reader of this.#readers) reader.end();
  }

  /** Sends the events after the client's cursor at once, then new ones as they come. Without a cursor: all events. */
  read({ headers }: http.IncomingMessage, { searchParams }: URL, response: http.ServerResponse): void {
    const last = headers["last-event-id"];
    const skip = Number(searchParams.get("skip") ?? 0);
    const replay = this.#events.slice(last === undefined ? skip : this.#events.findIndex(({ id }) => id === last) + 1);
    response.writeHead(200, { "content-type": "text/event-stream", "x-replayed": replay.length });
    response.flushHeaders();
    if (replay.length > 0) response.write(replay.map(({ text }) => text).join(""));
    if (this.#isOver) return void response.end();
    this.#readers.add(response);
    response.on("close", () => this.#readers.delete(response));
  }
}

/** A text with a character of several bytes, to be cut in. All have the same length, so that a changed one has no other trace. */
const wordOf = (form: RunForm, n: number) =>
  form.repeats ? `wört ${n % 3} ` : `wört ${hash("sha256", `${form.word} ${n}`, "hex").slice(0, 6)} `;

function run(form: RunForm): Feed {
  const feed = new Feed();
  let text = "";
  const next = () => {
    const n = feed.length + 1;
    const hasId = form.ids !== "none" && n % (form.idEvery ?? 1) === 0;
    const id = !hasId ? null : form.ids === "number" ? String(n) : randomUUID();
    const count = form.counted ? { n } : {};
    if (n > form.events) {
      clearInterval(timer);
      if (form.end !== "close") feed.add(id, "done", JSON.stringify({ ...count, text }));
      return feed.end();
    }
    const delta = wordOf(form, n);
    text += delta;
    feed.add(id, "word", JSON.stringify({ ...count, delta, say: form.word }));
  };
  const timer = setInterval(next, form.everyMs).unref();
  return feed;
}

/**
 * An honest server that a browser's EventSource can read: runs at `/runs`, and a broker at `/pub` and `/sub`.
 *
 * It says in `X-Replayed` how many events a resume gets at once, so that a liar knows where the replay ends.
 */
export async function startEventSourceServer(): Promise<{ readonly url: URL; close(): Promise<void> }> {
  const feeds = new Map<string, Feed>();
  const topic = (name: string) => feeds.get(name) ?? (feeds.set(name, new Feed()).get(name) as Feed);
  const answer = async (request: http.IncomingMessage, response: http.ServerResponse) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    const [, room, name = ""] = url.pathname.split("/");
    if (request.method === "POST") {
      const body = Buffer.concat(await request.toArray()).toString("utf8");
      if (room === "pub") {
        topic(`pub ${name}`).add(String(topic(`pub ${name}`).length + 1), "word", body);
        return response.writeHead(204).end();
      }
      const form = JSON.parse(body) as RunForm;
      const id = String(feeds.size + 1);
      feeds.set(id, run(form));
      return response.end(JSON.stringify({ id, word: form.word }));
    }
    const feed = room === "sub" ? topic(`pub ${name}`) : feeds.get(name);
    if (!feed) return response.writeHead(404).end();
    return feed.read(request, url, response);
  };
  const server = http.createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
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
