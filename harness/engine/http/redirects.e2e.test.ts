import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { describedProtocol } from "../../protocols/description/described-protocol.ts";
import { inspectStream } from "../../run/target/inspect-stream.ts";
import { byId, eventsOf, followAt, sse } from "../testing/one-client.ts";

const closing = { ...byId, end: ["close" as const] };
const say = (response: ServerResponse) => void response.writeHead(200, sse).end(eventsOf(1, 2));
const move = (response: ServerResponse, status: number, location: string) =>
  void response.writeHead(status, { location }).end("moved");

describe("redirects of a described stream", () => {
  test.each([301, 302, 303, 307, 308])("a %d within the host is followed", async (status) => {
    const paths: (string | undefined)[] = [];
    const seen = await followAt((request, response) => {
      paths.push(request.url);
      if (request.url === "/events") move(response, status, "there?x=1");
      else say(response);
    }, closing);
    expect(paths).toEqual(["/events", "/there?x=1"]);
    expect(seen.closes).toEqual(["complete"]);
    expect(seen.answers.map(({ status: code }) => code)).toEqual([200]);
    expect(seen.delivered).toEqual([0, 1]);
  });

  test.each([
    { status: 303, method: "GET", body: "" },
    { status: 307, method: "POST", body: '{"a":1}' },
  ])("a POST after a $status is a $method", async ({ status, method, body }) => {
    let got: unknown = null;
    const seen = await followAt(
      async (request, response) => {
        const sent = Buffer.concat(await request.toArray()).toString();
        if (request.url === "/chat") return move(response, status, "/there");
        got = { method: request.method, body: sent };
        say(response);
      },
      { ...closing, open: { post: "/chat", json: { a: 1 } }, resume: { get: "/there" } },
    );
    expect(got).toEqual({ method, body });
    expect(seen.closes).toEqual(["complete"]);
  });

  test("a request before the stream is redirected, too", async () => {
    const seen = await followAt(
      (request, response) => {
        if (request.url === "/runs") move(response, 307, "/v2/runs");
        else if (request.url === "/v2/runs") response.end('{"id":7}');
        else if (request.url === "/runs/7") say(response);
        else response.writeHead(404).end();
      },
      { ...closing, create: { post: "/runs", json: {}, take: { run: "/id" } }, open: { get: "/runs/{run}" } },
    );
    expect(seen.closes).toEqual(["complete"]);
  });

  test("one to another host is refused, and says which", async () => {
    const seen = await followAt((_request, response) => move(response, 302, "http://elsewhere.example:81/x"), closing);
    expect(seen.closes).toEqual(["refused"]);
    expect(seen.errors[0]).toMatch(
      /redirects to http:\/\/elsewhere\.example:81, and load goes to 127\.0\.0\.1:\d+ alone/,
    );
    expect(seen.answers).toMatchObject([{ status: 302 }]);
    expect(seen.outcome).toBe("gave-up");
  });

  test("a circle ends after twenty", async () => {
    let requests = 0;
    const seen = await followAt((_request, response) => {
      requests++;
      move(response, 302, "/events");
    }, closing);
    expect(requests).toBe(21);
    expect(seen.closes).toEqual(["refused"]);
    expect(seen.errors[0]).toContain("more than 20 times");
  });

  test("each return begins at the described address, not where the last redirect led", async () => {
    const paths: (string | undefined)[] = [];
    await followAt((request, response) => {
      paths.push(request.url);
      if (request.url === "/events") return move(response, 301, "/there");
      response.writeHead(200, sse).write(eventsOf(paths.length / 2));
      if (paths.length === 2) setTimeout(() => response.socket?.resetAndDestroy(), 50);
      else response.end();
    }, closing);
    expect(paths).toEqual(["/events", "/there", "/events", "/there"]);
  });
});

describe("the look before the load", () => {
  async function lookAt(listener: (request: IncomingMessage, response: ServerResponse) => void): Promise<unknown> {
    const server = createServer(listener).listen(0, "127.0.0.1");
    await once(server, "listening");
    const target = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const { signal } = new AbortController();
    try {
      return await inspectStream(target, {}, describedProtocol("described", closing), signal).catch(
        (error: unknown) => error,
      );
    } finally {
      server.close();
      server.closeAllConnections();
    }
  }

  test("follows a redirect within the host", async () => {
    const seen = await lookAt((request, response) =>
      request.url === "/events" ? move(response, 308, "/there") : say(response),
    );
    expect(seen).toMatchObject({ events: 2 });
  });

  test("names the other host, and is the environment's fault", async () => {
    const seen = await lookAt((_request, response) => move(response, 302, "//elsewhere.example/x"));
    expect(seen).toMatchObject({
      refusal: {
        exitCode: 4,
        message: expect.stringContaining("http://elsewhere.example, and load goes to 127.0.0.1"),
      },
    });
  });
});
