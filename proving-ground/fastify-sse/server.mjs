// Runs that are sent with @fastify/sse.
import sse from "@fastify/sse";
import Fastify from "fastify";
import { Runs } from "../runs.mjs";

const runs = new Runs();
const app = Fastify();
await app.register(sse, { serializer: String });
app.post("/runs", async ({ body }) => ({ id: runs.start(body) }));
app.get("/runs/:id", { sse: "only" }, async ({ params: { id } }, reply) => {
  if (!runs.has(id)) return reply.code(404).send();
  const gone = new AbortController();
  reply.sse.sendHeaders();
  reply.sse.onClose(() => gone.abort());
  for await (const event of runs.read(id, reply.sse.lastEventId, gone.signal)) await reply.sse.send(event);
});
await app.listen({ host: "127.0.0.1", port: Number(process.env.PORT) });
