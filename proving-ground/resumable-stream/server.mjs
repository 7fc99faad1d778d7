// Chats as the AI SDK has them, on resumable-stream and a Redis of their own.
import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "redis";
import { createResumableStreamContext } from "resumable-stream/generic";

const folder = mkdtempSync(join(tmpdir(), "resumable-stream-"));
const path = join(folder, "redis.sock");
const redis = spawn("redis-server", ["--port", "0", "--unixsocket", path, "--save", "", "--dir", folder], {
  stdio: "ignore",
});
process.once("exit", () => redis.kill());
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit());

const connect = () => createClient({ socket: { path } }).on("error", console.error).connect();
const [publisher, subscriber] = await Promise.all([connect(), connect()]);
const chats = createResumableStreamContext({ waitUntil: null, publisher, subscriber });
const active = new Map();

/** What a model would say: parts with a number each, as the UI message stream has them. */
function answer(chat) {
  const part = (value) => `data: ${JSON.stringify(value)}\n\n`;
  return new ReadableStream({
    async start(out) {
      for (let n = 0; n < 40; n++) {
        out.enqueue(part({ type: "data-count", data: { n, chat } }));
        await sleep(50);
      }
      out.enqueue("data: [DONE]\n\n");
      out.close();
    },
  });
}

async function send(res, stream) {
  res.writeHead(200, { "content-type": "text/event-stream" });
  const reader = stream.getReader();
  res.once("close", () => reader.cancel().catch(() => {}));
  for (let next = await reader.read(); !next.done && !res.destroyed; next = await reader.read()) res.write(next.value);
  res.end();
}

createServer(async (req, res) => {
  if (req.method === "POST") {
    const { id } = await json(req);
    active.set(id, `${id}-stream`);
    return send(res, await chats.createNewResumableStream(`${id}-stream`, () => answer(id)));
  }
  const [, chat] = /^\/api\/chat\/([^/]+)\/stream$/.exec(req.url) ?? [];
  const stream = active.has(chat) && (await chats.resumeExistingStream(active.get(chat)));
  if (!stream) return res.writeHead(204).end();
  await send(res, stream);
}).listen(Number(process.env.PORT), "127.0.0.1");
