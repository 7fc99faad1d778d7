// Runs that are sent with fastify-sse-v2.
import Fastify from "fastify";
import { FastifySSEPlugin } from "fastify-sse-v2";
import { Runs } from "../runs.mjs";

const runs = new Runs();
const app = Fastify();
await app.register(FastifySSEPlugin);
app.post("/runs", async ({ body }) => ({ id: runs.start(body) }));
app.get("/runs/:id", (request, reply) => {
  const { id } = request.params;
  if (!runs.has(id)) return reply.code(404).send();
  const gone = new AbortController();
  request.raw.socket.once("close", () => gone.abort());
  reply.sse(runs.read(id, request.headers["last-event-id"], gone.signal));
});
await app.listen({ host: "127.0.0.1", port: Number(process.env.PORT) });
