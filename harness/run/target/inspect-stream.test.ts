import http from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ListeningServer, listenOnLoopback } from "../../cli/testing/listen-on-loopback.ts";
import { RefusalError } from "../../errors.ts";
import { describedProtocol } from "../../protocols/description/described-protocol.ts";
import type { OpenRequest, StreamDescription } from "../../protocols/description/description.ts";
import { inspectStream } from "./inspect-stream.ts";

let server: ListeningServer;
beforeAll(async () => {
  server = await listenOnLoopback(
    http.createServer((_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream", "x-chat": "c-1" });
      response.end('id: 0\ndata: {"run":"r-1"}\n\nid: 1\nevent: done\ndata: {}\n\n');
    }),
  );
});
afterAll(() => server.close());

/** What a run refuses before its load; null when it goes on. */
async function refusalOf(take: OpenRequest["take"], resume = "/chats/{name}"): Promise<string | null> {
  const description: StreamDescription = {
    open: { post: "/chats", take: take ?? {} },
    resume: { get: resume },
    cursor: { from: "id", send: { header: "Last-Event-ID" } },
    end: [{ event: "done" }],
    proof: [{ number: "id" }],
  };
  const inspected = inspectStream(
    new URL(server.url),
    {},
    describedProtocol("t", description),
    AbortSignal.timeout(5_000),
  );
  return inspected.then(
    () => null,
    (error: unknown) => {
      if (!(error instanceof RefusalError)) throw error;
      expect(error.refusal.exitCode).toBe(2);
      return error.refusal.message;
    },
  );
}

test.each([
  { claim: "a header that the answer has", take: { name: { header: "X-Chat" } }, says: null },
  { claim: "a value that an event has", take: { name: { event: "/run" } }, says: null },
  { claim: "a header that it lacks", take: { name: { header: "X-Chat-Id" } }, says: /no header X-Chat-Id.*\{name\}/ },
  { claim: "a value that no event has", take: { name: { event: "/chat" } }, says: /no event .* at \/chat.*\{name\}/ },
] as const)("what the resume needs is taken from $claim", async ({ take, says }) => {
  const refusal = await refusalOf(take);
  if (says === null) expect(refusal).toBeNull();
  else expect(refusal).toMatch(says);
});

test("what no request needs may be missing", async () => {
  expect(await refusalOf({ name: { header: "X-Chat-Id" } }, "/chats/again")).toBeNull();
});

test.each([
  { claim: "is followed to its end where its server may close at any time", closes: "anytime" },
  { claim: "is not as described where it may not" },
] as const)("a stream that its server closes after each event $claim", async (row) => {
  const polled = await listenOnLoopback(
    http.createServer(({ headers }, response) => {
      const id = Number(headers["last-event-id"] ?? -1) + 1;
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.end(`retry: 5\n\nid: ${id}\n${id === 4 ? "event: done\n" : ""}data: {}\n\n`);
    }),
  );
  const description: StreamDescription = {
    open: { get: "/events" },
    cursor: { from: "id", send: { header: "Last-Event-ID" } },
    end: [{ event: "done" }],
    ...("closes" in row ? { closes: row.closes } : {}),
    proof: [{ number: "id" }],
  };
  try {
    const protocol = describedProtocol("t", description);
    const inspected = inspectStream(new URL(polled.url), {}, protocol, AbortSignal.timeout(5_000));
    if ("closes" in row) expect(await inspected).toMatchObject({ events: 5 });
    else await expect(inspected).rejects.toThrow(/ended after 1 event/);
  } finally {
    await polled.close();
  }
});
