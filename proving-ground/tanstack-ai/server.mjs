// Chats of TanStack AI whose delivery is durable: the package's own log in memory, its ids, and its answer to a resume.
import { setTimeout as sleep } from "node:timers/promises";
import { serve } from "@hono/node-server";
import { memoryStream, resumeServerSentEventsResponse, toServerSentEventsResponse } from "@tanstack/ai";
import { Hono } from "hono";

/** What a model would say, as chunks of the AG-UI protocol. */
async function* answer(runId) {
  const timestamp = Date.now();
  yield { type: "RUN_STARTED", runId, threadId: runId, timestamp };
  for (let n = 0; n < 40; n++) {
    yield { type: "CUSTOM", name: "count", value: { n, runId }, timestamp };
    await sleep(50);
  }
  yield { type: "RUN_FINISHED", runId, threadId: runId, finishReason: "stop", timestamp };
}

const app = new Hono();
app.post("/api/chat", (c) => {
  const request = c.req.raw;
  const runId = c.req.header("x-run-id");
  return toServerSentEventsResponse(answer(runId), { durability: { adapter: memoryStream(request) } });
});
app.get("/api/chat", (c) => resumeServerSentEventsResponse({ adapter: memoryStream(c.req.raw) }));
serve({ fetch: app.fetch, hostname: "127.0.0.1", port: Number(process.env.PORT) });
