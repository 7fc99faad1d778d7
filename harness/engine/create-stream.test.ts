import http from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ListeningServer, listenOnLoopback } from "../cli/testing/listen-on-loopback.ts";
import { ask } from "./create-stream.ts";
import { FaceTimers } from "./face-timers.ts";

const KiB = 1024;
let server: ListeningServer;
/** Answers with the status and the number of KiB that its path names, in pieces. */
beforeAll(async () => {
  server = await listenOnLoopback(
    http.createServer((request, response) => {
      const [, status, kib] = (request.url ?? "").split("/");
      response.writeHead(Number(status), { "content-type": "application/json" });
      response.write('{"filler":"');
      for (let piece = 0; piece < Number(kib); piece++) response.write("x".repeat(KiB));
      response.end('","id":7}');
    }),
  );
});
afterAll(() => server.close());

async function asked(status: number, kib: number) {
  const timers = new FaceTimers(new AbortController().signal);
  const limits = { answerMs: 5_000, idleMs: 5_000, eventMs: 5_000 };
  const request = { method: "POST", path: `/${status}/${kib}`, headers: {} };
  try {
    return await ask(request, new URL(server.url), { headers: {}, limits, timers });
  } finally {
    timers.close();
  }
}

describe("the answer to a request that makes a stream", () => {
  test.each([0, 1, 15, 17, 200, 1_000])("is read whole, with %d KiB", async (kib) => {
    const { ended, body } = await asked(201, kib);
    expect(ended).toEqual({ why: "closed" });
    expect(JSON.parse(body).id).toBe(7);
  });

  test("of more than 4 MiB is not read, and it says so", async () => {
    const { ended, body } = await asked(200, 6 * KiB);
    expect(ended.why).toBe("error");
    expect(ended.error).toMatch(/longer than 4194304 bytes/);
    expect(body.length).toBeLessThan(5 * KiB * KiB);
  });

  test.each([1, 200])("of a refusal counts as closed, with %d KiB, of which a part is kept", async (kib) => {
    const { head, ended, body } = await asked(503, kib);
    expect([head?.status, ended]).toEqual([503, { why: "closed" }]);
    expect(body.length).toBeLessThan(100 * KiB);
  });
});
