import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { ask } from "../../engine/create-stream.ts";
import { FaceTimers } from "../../engine/face-timers.ts";
import { draftGraph } from "../../protocols/draft-graph/draft-graph.ts";
import { requireStream } from "./target-checks.ts";

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A server whose answers have this head, and a body of so many bytes every 20 ms without an end. */
async function endless(type: string, bytes: number): Promise<URL> {
  const answer = (response: ServerResponse) => {
    response.writeHead(200, { "content-type": type });
    const timer = setInterval(() => response.write("x".repeat(bytes)), 20);
    response.once("close", () => clearInterval(timer));
  };
  const server = createServer((_request, response) => answer(response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

test.each([
  { claim: "a large body", bytes: 2_000 },
  { claim: "a slow one", bytes: 1 },
])(
  "a target that answers with something else without an end is refused: $claim",
  async ({ bytes }) => {
    const target = await endless("application/x-ndjson", bytes);
    await expect(requireStream(target, {}, draftGraph, new AbortController().signal)).rejects.toMatchObject({
      refusal: { message: expect.stringContaining("application/x-ndjson") },
    });
  },
  4_000,
);

test("the answer to a request that creates a stream has to end", async () => {
  const timers = new FaceTimers(new AbortController().signal);
  closing.push(() => timers.close());
  const limits = { answerMs: 300, idleMs: 300, eventMs: 300 };
  const request = { method: "POST", path: "/runs", headers: {} };
  const { ended } = await ask(request, await endless("text/event-stream", 1), {
    headers: {},
    limits,
    timers,
    http2: undefined,
  });
  expect(ended).toEqual({ why: "timeout", error: "its answer did not end in 600 ms" });
}, 4_000);
