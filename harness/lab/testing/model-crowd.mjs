/**
 * Many clients in one process: RESUME_GATE_CLIENTS of them. Each waits for as long as `retry:` asks, and with `--jitter` once more for
 * a drawn part of it.
 *
 * node model-crowd.mjs [--jitter] [--since] URL
 */
import http from "node:http";

const url = process.argv.at(-1);
const jitter = process.argv.includes("--jitter");
/** The cursor goes into the query of a described stream, not into a header. */
const since = process.argv.includes("--since");
const count = Number(process.env.RESUME_GATE_CLIENTS ?? 1);
const agent = new http.Agent({ maxSockets: Number.POSITIVE_INFINITY });

function connect(client) {
  const inHeader = client.lastId === "" || since ? {} : { "last-event-id": client.lastId };
  const headers = { accept: "text/event-stream", ...inHeader };
  const at = since ? `${url}/events${client.lastId === "" ? "" : `?since=${client.lastId}`}` : url;
  const request = http.get(at, { headers, agent }, (response) => {
    response.setEncoding("utf8");
    let text = "";
    response.on("data", (part) => {
      text += part;
      for (const [, id] of text.matchAll(/^id: (.*)$/gm)) client.lastId = id;
      client.retryMs = Number(/^retry: (\d+)$/m.exec(text)?.[1] ?? client.retryMs);
    });
    response.on("error", () => {});
    response.on("close", () => {
      if (response.statusCode === 204) return;
      setTimeout(connect, client.retryMs * (jitter ? 1 + Math.random() : 1), client);
    });
  });
  request.on("error", () => setTimeout(connect, client.retryMs, client));
}

for (let number = 0; number < count; number++) connect({ lastId: "", retryMs: 1_000 });
