import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a server of runs does wrong. */
export type RunFault =
  /** It keeps three events. */
  | "small-buffer"
  /** What it has replayed once it has no more. */
  | "replays-once"
  /** A run that is over is not known any more. */
  | "forgets-finished";

const total = 40;

interface Run {
  last: number;
  buffer: { readonly n: number; readonly text: string }[];
  readonly readers: Set<ServerResponse>;
}

/** Runs of 40 events, made by POST /runs and read by GET /runs/…, resumed by Last-Event-ID or by `?since=`. */
export async function startRunServer(fault: RunFault | null): Promise<{ readonly url: string; close(): void }> {
  const runs: (Run | null)[] = [];
  const tick = setInterval(() => {
    for (const [number, run] of runs.entries()) {
      if (!run || run.last >= total) continue;
      const n = ++run.last;
      const text = `id: ${n}\nevent: ${n === total ? "done" : "part"}\ndata: {"n":${n}}\n\n`;
      run.buffer.push({ n, text });
      if (fault === "small-buffer" && run.buffer.length > 3) run.buffer.shift();
      for (const reader of run.readers) n === total ? reader.end(text) : reader.write(text);
      if (n === total && fault === "forgets-finished") runs[number] = null;
    }
  }, 40);
  const server = createServer((request, response) => {
    if (request.method === "POST") {
      runs.push({ last: 0, buffer: [], readers: new Set() });
      return response.end(JSON.stringify({ id: runs.length - 1 }));
    }
    const url = new URL(request.url ?? "/", "http://localhost");
    const run = runs[Number(url.pathname.split("/")[2])];
    if (!run) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": "text/event-stream" });
    const cursor = request.headers["last-event-id"] ?? url.searchParams.get("since");
    const after = Number(cursor ?? 0);
    for (const { n, text } of run.buffer) if (n > after) response.write(text);
    if (fault === "replays-once" && cursor !== null) run.buffer = [];
    if (run.last >= total) return response.end();
    run.readers.add(response);
    return response.on("close", () => run.readers.delete(response));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      clearInterval(tick);
      server.close();
      server.closeAllConnections();
    },
  };
}
