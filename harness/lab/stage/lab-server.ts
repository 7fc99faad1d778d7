import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type Delivery, readDeliveries } from "../history/delivery.ts";

/** What answers the requests below one row's path. */
export interface OnStage {
  readonly row: { readonly name: string };
  answer(request: IncomingMessage, response: ServerResponse, path: string): Promise<void>;
  delivered(delivery: Delivery): void;
}

/** Where a client reports what it delivered, below its row's URL. */
const reportPath = "/delivered";

/** The server that clients are judged against. Each row has a path of its own: `/{row}`. */
export class LabServer {
  readonly #server: Server;
  readonly #stages = new Map<string, OnStage>();
  #posts = 0;

  private constructor() {
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.destroy());
    });
    this.#server.on("clientError", (_error, socket) => socket.destroy());
  }

  static async start(port = 0, host = "127.0.0.1"): Promise<LabServer> {
    const lab = new LabServer();
    lab.#server.listen({ port, host });
    await once(lab.#server, "listening");
    return lab;
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  /** Puts a row on stage. @returns its URL */
  put(stage: OnStage): string {
    this.#stages.set(stage.row.name, stage);
    return this.urlOf(stage.row.name);
  }

  urlOf(row: string): string {
    return `http://127.0.0.1:${this.port}/${row}`;
  }

  take(stage: OnStage): void {
    this.#stages.delete(stage.row.name);
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    if (this.#server.listening) await once(this.#server, "close");
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    allowPages(request, response);
    if (request.method === "OPTIONS") {
      response.writeHead(204).end();
      return;
    }
    const [, name = "", rest = ""] = /^\/([^/?]*)(.*)$/s.exec(request.url ?? "") ?? [];
    const stage = this.#stages.get(name);
    if (!stage) {
      response.writeHead(404).end();
      return;
    }
    if (request.method === "POST" && rest === reportPath) return report(stage, this.#posts++, request, response);
    await stage.answer(request, response, rest);
  }
}

async function report(stage: OnStage, post: number, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) body += chunk;
  const deliveries = readDeliveries(body);
  for (const delivery of deliveries ?? []) stage.delivered({ ...delivery, post });
  response.writeHead(deliveries ? 204 : 400).end();
}

/** What clients of the protocols read of an answer's headers. With credentials a page must be told each name (Fetch standard, CORS protocol and credentials). */
const readByPages = [
  "retry-after",
  "mcp-session-id",
  "stream-next-offset",
  "stream-up-to-date",
  "stream-closed",
  "stream-cursor",
  "x-resume-recovery",
];

/** A page of another origin may ask, with credentials, whatever it likes: the server is there for it. */
function allowPages({ headers }: IncomingMessage, response: ServerResponse): void {
  if (headers.origin === undefined) return;
  response.setHeader("access-control-allow-origin", headers.origin);
  response.setHeader("access-control-allow-credentials", "true");
  response.setHeader("access-control-expose-headers", readByPages.join(", "));
  for (const what of ["method", "headers"] as const) {
    const asked = headers[`access-control-request-${what}`];
    if (asked !== undefined) response.setHeader(`access-control-allow-${what === "method" ? "methods" : what}`, asked);
  }
}
