import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { byId, eventsOf, followAt, sse } from "./testing/one-client.ts";

const created = {
  ...byId,
  create: { post: "/runs", take: { run: "/id" } },
  open: { get: "/runs/{run}" },
  end: ["close" as const],
};

test("the answer that names a stream may be as large as the server likes, and come in pieces", async () => {
  const seen = await followAt(async (request: IncomingMessage, response: ServerResponse) => {
    if (request.url === "/runs/7") return void response.writeHead(200, sse).end(eventsOf(1, 2));
    response.writeHead(201, { "content-type": "application/json" });
    response.write(`{"prompt":"${"é".repeat(30_000)}",`);
    await sleep(20);
    response.end('"id":7}');
  }, created);
  expect([seen.closes, seen.errors]).toEqual([["complete"], [undefined]]);
  expect(seen.delivered).toEqual([0, 1]);
});

test("an answer without an end is an error of the server's, and no cut of ours", async () => {
  const seen = await followAt((_request: IncomingMessage, response: ServerResponse) => {
    response.writeHead(201, { "content-type": "application/json" });
    response.end(`{"prompt":"${"x".repeat(5 * 1024 * 1024)}","id":7}`);
  }, created);
  expect([seen.closes[0], seen.errors[0]]).toEqual(["error", "its answer is longer than 4194304 bytes"]);
});

test("a stream that was never created is not resumed: there is nothing to come back to", async () => {
  const asked: string[] = [];
  const seen = await followAt((request: IncomingMessage) => {
    asked.push(`${request.method} ${request.url}`);
    request.socket.resetAndDestroy();
  }, created);
  expect(asked).toEqual(["POST /runs"]);
  expect([seen.closes, seen.outcome, seen.totals.attemptsEligible]).toEqual([["error"], "gave-up", 0]);
});
