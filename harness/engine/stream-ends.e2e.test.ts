import type { IncomingMessage, ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import { FLAG } from "../history/event-flags.ts";
import type { PlannedCut } from "../plan/face-plan.ts";
import { byId, eventsOf, followAt, sse } from "./testing/one-client.ts";

/** Answers the first request by one function, the second by the next; the last one answers all that follow. */
function inTurn(...answers: ((response: ServerResponse, request: IncomingMessage) => void)[]) {
  let turn = 0;
  return (request: IncomingMessage, response: ServerResponse) =>
    answers[Math.min(turn++, answers.length - 1)]?.(response, request);
}
const lose = (text: string) => (response: ServerResponse) => {
  response.writeHead(200, sse).write(text);
  setTimeout(() => response.socket?.resetAndDestroy(), 50);
};
const end = (text: string) => (response: ServerResponse) => void response.writeHead(200, sse).end(text);
const status = (code: number) => (response: ServerResponse) => void response.writeHead(code).end();

describe("how a described stream may end", () => {
  test("a 204 to a resume ends it in good order", async () => {
    const seen = await followAt(inTurn(lose(eventsOf(1, 2)), status(204)), { ...byId, end: [{ status: 204 }] });
    expect(seen.closes).toEqual(["error", "complete"]);
    expect(seen.outcome).toBe("complete");
    expect(seen.totals).toMatchObject({ completed: 1, failed: 0, attemptsEligible: 1, successes: 1 });
    expect(seen.totals.findings.first()).toEqual([]);
  });

  test("a 204 that no description names is a refusal", async () => {
    const seen = await followAt(inTurn(lose(eventsOf(1)), status(204)), byId);
    expect(seen.closes).toEqual(["error", "refused"]);
    expect(seen.totals).toMatchObject({ completed: 0, successes: 0 });
  });

  test.each([
    { claim: "chunked", answer: end(eventsOf(1, 2, 3)) },
    {
      claim: "with a Content-Length",
      answer: (response: ServerResponse) => {
        const body = eventsOf(1, 2, 3);
        response.writeHead(200, { ...sse, "content-length": body.length }).end(body);
      },
    },
    {
      claim: "without a length, as HTTP/1.0 does",
      answer: (response: ServerResponse) => {
        response.socket?.end(`HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n${eventsOf(1, 2, 3)}`);
      },
    },
    { claim: "after a comment", answer: end(`${eventsOf(1, 2, 3)}: bye\n`) },
    { claim: "in a comment", answer: end(`${eventsOf(1, 2, 3)}: bye`) },
  ])("the server's close ends it: $claim", async ({ answer }) => {
    const seen = await followAt(inTurn(answer), { ...byId, end: ["close"] });
    expect(seen.closes).toEqual(["complete"]);
    expect(seen.delivered).toEqual([0, 1, 2]);
    expect(seen.totals).toMatchObject({ completed: 1, errors: 0 });
    expect(seen.totals.findings.first()).toEqual([]);
  });

  test("a lost connection is not a close", async () => {
    const seen = await followAt(inTurn(lose(eventsOf(1, 2)), end(eventsOf(3))), { ...byId, end: ["close"] });
    expect(seen.closes).toEqual(["error", "complete"]);
    expect(seen.delivered).toEqual([0, 1, 2]);
  });

  test("half an event before a close is not an end: the client comes back for the whole", async () => {
    const half = `${eventsOf(1)}id: 2\ndata: nu`;
    const seen = await followAt(inTurn(end(half), end(eventsOf(2, 3))), { ...byId, end: ["close"] });
    expect(seen.closes).toEqual(["closed", "complete"]);
    expect(seen.delivered).toEqual([0, 1, 2]);
  });

  test("where an event ends it, a close before it is one too early", async () => {
    const last = "event: done\nid: 3\ndata: x\n\n";
    const seen = await followAt(inTurn(end(eventsOf(1, 2)), end(last)), byId);
    expect(seen.closes).toEqual(["closed", "complete"]);
    expect(seen.totals.findings.first()).toMatchObject([{ kind: "ended-early" }]);
  });
});

describe("what the server no longer has", () => {
  const gone = { ...byId, gone: [{ status: [404, 410] }, { event: "stale" }] };

  test("an answer says it: the client does not come back, and the attempt failed", async () => {
    const again = (response: ServerResponse) => void response.writeHead(410, { "retry-after": "0" }).end();
    const seen = await followAt(inTurn(lose(eventsOf(1, 2)), again), gone);
    expect(seen.closes).toEqual(["error", "refused"]);
    expect(seen.answers[1]).toMatchObject({ status: 410, gone: true });
    expect([...seen.totals.answers]).toEqual([["410 gone", 1]]);
    expect(seen.totals).toMatchObject({ attemptsEligible: 1, successes: 0, failed: 1 });
    expect(seen.totals.findings.first()).toEqual([]);
  });

  test("an event says it", async () => {
    const stale = `event: stale\ndata: x\n\n${eventsOf(9)}`;
    const seen = await followAt(inTurn(lose(eventsOf(1, 2)), end(stale)), gone);
    expect(seen.closes).toEqual(["error", "refused"]);
    expect(seen.records).toContainEqual(expect.objectContaining({ k: "ev", c: 1, seq: [-1], fl: [FLAG.gone] }));
    expect([...seen.totals.answers]).toEqual([["200 gone", 1]]);
    expect(seen.totals).toMatchObject({ attemptsEligible: 1, successes: 0, failed: 1, eventsReceived: 3 });
    expect(seen.totals.findings.first()).toEqual([]);
  });

  test("to a client without a cursor a 404 says something else", async () => {
    const seen = await followAt(inTurn(status(404)), gone);
    expect(seen.closes).toEqual(["refused"]);
    expect(seen.answers[0]).not.toHaveProperty("gone");
    expect(seen.totals).toMatchObject({ errors: 1, failed: 1 });
  });
});

describe("how a client comes back", () => {
  test("after the pause that retry: asks for, on every later connection", async () => {
    const seen = await followAt(
      inTurn(lose(`retry: 600\n\n${eventsOf(1)}`), lose(`retry: 9x\n\n${eventsOf(2)}`), end(eventsOf(3))),
      { ...byId, end: ["close"] },
    );
    expect(seen.delivered).toEqual([0, 1, 2]);
    const closed = seen.records.filter((record) => record.k === "close").map(({ at }) => at);
    const pauses = seen.conns.slice(1).map(({ at }, i) => at - (closed[i] as number));
    for (const pause of pauses) {
      expect(pause).toBeGreaterThanOrEqual(598); // 598.92 was seen: a timer may fire a little over 1 ms early
      expect(pause).toBeLessThan(1_500);
    }
  });

  test("after the plan's absence when the plan cut it, whatever retry: asks for", async () => {
    const cut: PlannedCut = {
      ...{ afterIndex: 0, where: "after-event", extraBytes: 0, awayMs: 50 },
      ...{ otherInstance: false, sendLastEventId: true, withdrawFirst: false },
    };
    const seen = await followAt(
      inTurn((response) => void response.writeHead(200, sse).write(`retry: 5000\n\n${eventsOf(1)}`), end(eventsOf(2))),
      { ...byId, end: ["close"] },
      { cuts: [cut] },
    );
    expect(seen.closes).toEqual(["cut", "complete"]);
    expect(seen.conns[1]?.at).toBeLessThan(2_000);
  });

  test("an event that a lost connection brought in part is dropped, and comes complete after the resume", async () => {
    let cursor: string | undefined;
    const seen = await followAt(
      inTurn(lose(`${eventsOf(1)}id: 2\ndata: num`), (response, request) => {
        cursor = request.headers["last-event-id"] as string;
        end(eventsOf(2, 3))(response);
      }),
      { ...byId, end: ["close"] },
    );
    expect(cursor).toBe("1");
    expect(seen.delivered).toEqual([0, 1, 2]);
    expect(seen.totals).toMatchObject({ completed: 1 });
    expect(seen.totals.findings.first()).toEqual([]);
  });

  test("with its Last-Event-ID as UTF-8", async () => {
    let cursor = "";
    const seen = await followAt(
      inTurn(lose("id: ü–😀\ndata: 1\n\n"), (response, request) => {
        const at = request.rawHeaders.findIndex((name) => name.toLowerCase() === "last-event-id");
        cursor = Buffer.from(request.rawHeaders[at + 1] ?? "", "latin1").toString("utf8");
        end("id: x\ndata: 2\n\n")(response);
      }),
      { ...byId, end: ["close"], proof: [{ number: "", from: 1 }] },
    );
    expect(cursor).toBe("ü–😀");
    expect(seen.outcome).toBe("complete");
  });
});
