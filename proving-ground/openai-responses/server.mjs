// Background responses as OpenAI's documentation describes them: no published package serves them, so this is a server of ours.
import { randomUUID } from "node:crypto";
import { EventEmitter, once } from "node:events";
import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";

const responses = new Map();

async function answer(id, input) {
  const { log, grown } = responses.get(id);
  const add = (type, more) => {
    log.push({ type, sequence_number: log.length, ...more });
    grown.emit("event");
  };
  add("response.created", { response: { id, status: "queued" } });
  for (let n = 0; n < 39; n++) {
    await sleep(50);
    add("response.output_text.delta", { delta: `${n} ${input} ` });
  }
  add("response.completed", { response: { id, status: "completed" } });
}

async function send(res, { log, grown }, after) {
  res.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
  for (let next = after + 1; !res.closed; next++) {
    if (next >= log.length && log.at(-1)?.type === "response.completed") break;
    if (next >= log.length) await Promise.race([once(grown, "event"), once(res, "close")]);
    if (log[next] === undefined) break;
    res.write(`event: ${log[next].type}\ndata: ${JSON.stringify(log[next])}\n\n`);
  }
  res.end();
}

createServer(async (req, res) => {
  const { pathname, searchParams } = new URL(req.url, "http://localhost");
  if (req.method === "POST") {
    const id = `resp_${randomUUID()}`;
    responses.set(id, { log: [], grown: new EventEmitter().setMaxListeners(0) });
    answer(id, (await json(req)).input);
    return send(res, responses.get(id), -1);
  }
  const response = responses.get(pathname.split("/").at(-1));
  if (!response) return res.writeHead(404).end();
  await send(res, response, Number(searchParams.get("starting_after") ?? -1));
}).listen(Number(process.env.PORT), "127.0.0.1");
