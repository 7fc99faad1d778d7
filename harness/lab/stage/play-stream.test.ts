import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { playStream } from "./play-stream.ts";

const server = createServer();
beforeAll(async () => {
  await once(server.listen(0, "127.0.0.1"), "listening");
});
afterAll(() => server.close());

test("the end of a connection that its client left is told at once: nobody waits for its reports", async () => {
  const leaves = new AbortController();
  const asked = once(server, "request");
  const answered = fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { signal: leaves.signal });
  const [, response] = (await asked) as [unknown, ServerResponse];
  response.flushHeaders();
  await answered;
  const ends: string[] = [];
  const played = playStream(response, {
    ...{ answer: { kind: "stream" }, steps: [], seed: 1, label: "r/0", whole: true },
    signal: new AbortController().signal,
    onStep: () => {},
    settled: async (left) => {
      if (!left.aborted) await once(left, "abort"); // a client that reports nothing has a long time to
      return "waited";
    },
    onEnd: (how) => ends.push(how),
  });
  leaves.abort();
  await played;
  expect(ends).toEqual(["client"]);
});
