// Channels of the Upstash Realtime that REALTIME names, bridged to server-sent events as its documentation shows for a server of one's own.
import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { redisLike } from "./redis.mjs";

const { Realtime } = await import(process.env.REALTIME);
const realtime = new Realtime({ redis: redisLike({ travelMs: 120 }) });

const runs = new Set();

async function produce(channel, run) {
  for (let n = 0; n < 40; n++) {
    await channel.emit("tick", { n, run });
    await sleep(50);
  }
  await channel.emit("done", { n: 40, run });
}

createServer(async (req, res) => {
  const { pathname, searchParams } = new URL(req.url, "http://localhost");
  if (req.method === "POST") {
    const { run } = await json(req);
    runs.add(run);
    produce(realtime.channel(run), run);
    return res.end("{}");
  }
  const run = pathname.slice("/runs/".length);
  if (!runs.has(run)) return res.writeHead(404).end();
  const last = searchParams.get(`last_ack_${run}`);
  res.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
  const stop = await realtime.channel(run).subscribe({
    events: ["tick", "done"],
    history: { start: last ? `(${last}` : "-" },
    onData(message) {
      res.write(`data: ${JSON.stringify(message)}\n\n`);
      if (message.event === "done") res.end();
    },
  });
  res.on("close", stop);
  if (res.closed) stop();
}).listen(Number(process.env.PORT), "127.0.0.1");
