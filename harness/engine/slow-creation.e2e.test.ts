import { expect, test } from "vitest";
import { byId, eventsOf, followAt, sse } from "./testing/one-client.ts";

const creationMs = 700;

test("a target that takes long to make a stream does not make the load generator late", async () => {
  const seen = await followAt(
    (request, response) => {
      if (request.method === "POST") setTimeout(() => response.writeHead(200).end('{"id":"x"}'), creationMs);
      else response.writeHead(200, sse).end(`${eventsOf(1, 2)}id: 3\nevent: done\ndata: x\n\n`);
    },
    { ...byId, create: { post: "/streams", take: { id: "/id" } }, open: { get: "/streams/{id}" } },
    { role: "uncut" },
  );
  const [start] = seen.conns;
  expect(start?.due).toBeGreaterThanOrEqual(creationMs);
  expect(start?.at).toBeGreaterThanOrEqual(start?.due ?? Infinity);
  expect(seen.totals).toMatchObject({ completed: 1, lateArrivals: 0 });
});
