// Runs that are sent with sessions of better-sse.
import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import { createSession } from "better-sse";
import { Runs } from "../runs.mjs";

const runs = new Runs();
createServer(async (req, res) => {
  if (req.method === "POST") return res.end(JSON.stringify({ id: runs.start(await json(req)) }));
  const id = req.url.slice("/runs/".length);
  if (!runs.has(id)) return res.writeHead(404).end();
  const session = await createSession(req, res, { serializer: String });
  const gone = new AbortController();
  session.once("disconnected", () => gone.abort());
  for await (const { id: number, event, data } of runs.read(id, session.lastId, gone.signal))
    session.push(data, event, number);
  res.end();
}).listen(Number(process.env.PORT), "127.0.0.1");
