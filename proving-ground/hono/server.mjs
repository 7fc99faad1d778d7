// Runs that are sent with the streaming helper of the hono that HONO names.
import { serve } from "@hono/node-server";
import { Runs } from "../runs.mjs";

const { Hono } = await import(process.env.HONO);
const { streamSSE } = await import(`${process.env.HONO}/streaming`);

const runs = new Runs();
const app = new Hono();
app.post("/runs", async (c) => c.json({ id: runs.start(await c.req.json()) }));
app.get("/runs/:id", (c) => {
  const { id } = c.req.param();
  if (!runs.has(id)) return c.notFound();
  return streamSSE(c, async (stream) => {
    const gone = new AbortController();
    stream.onAbort(() => gone.abort());
    for await (const event of runs.read(id, c.req.header("last-event-id"), gone.signal)) await stream.writeSSE(event);
  });
});
serve({ fetch: app.fetch, hostname: "127.0.0.1", port: Number(process.env.PORT) });
