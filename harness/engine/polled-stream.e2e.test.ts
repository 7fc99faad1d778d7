import type { RequestListener } from "node:http";
import { describe, expect, test } from "vitest";
import type { StreamDescription } from "../protocols/description/description.ts";
import { byId, eventsOf, followAt, sse } from "./testing/one-client.ts";

/** An event without data is beside the stream: MCP begins a stream with one, for its id. */
const whole: StreamDescription = { ...byId, aside: [{ data: "" }] };
const polled: StreamDescription = { ...whole, closes: "anytime" };
const last = 10;
const done = `event: done\nid: ${last + 1}\ndata: x\n\n`;

/** Answers each request with the next three events and closes; to the requests with these places, counted from 0, it has nothing new. */
function threeAtATime({ nothingNewAt, retryMs = 20 }: { nothingNewAt: readonly number[]; retryMs?: number }) {
  const seen = { requests: 0 };
  const listener: RequestListener = (request, response) => {
    const next = Number(request.headers["last-event-id"] ?? 0) + 1;
    const ids = Array.from({ length: 3 }, (_, i) => next + i).filter((id) => id <= last);
    const events = ids.length < 3 ? `${eventsOf(...ids)}${done}` : eventsOf(...ids);
    const nothing = nothingNewAt.includes(seen.requests++);
    response.writeHead(200, sse).end(`retry: ${retryMs}\n\n${nothing ? "" : events}`);
  };
  return { seen, listener };
}
const all = Array.from({ length: last + 1 }, (_, i) => i);
const only = (text: string): RequestListener => {
  return (_request, response) => void response.writeHead(200, sse).end(text);
};

describe.concurrent("a server that closes after every third event", () => {
  test("is right where it may: every event comes once, and each return is a success", async () => {
    const { listener, seen } = threeAtATime({ nothingNewAt: [2] });
    const { totals, ...client } = await followAt(listener, polled);
    expect(client.delivered).toEqual(all);
    expect(client.closes).toEqual(["closed", "closed", "closed", "closed", "complete"]);
    expect(seen.requests).toBe(5);
    expect(totals).toMatchObject({ completed: 1, errors: 0, redelivered: 0, attemptsEligible: 4, successes: 4 });
    expect(totals.findings.first()).toEqual([]);
  });

  test("has ended early where it may not", async () => {
    const { listener } = threeAtATime({ nothingNewAt: [2] });
    const { delivered, totals } = await followAt(listener, whole);
    expect(delivered).toEqual(all);
    expect(totals).toMatchObject({ completed: 1, errors: 4, successes: 1 });
    expect(totals.findings.counts).toMatchObject({ "ended-early": 4, lost: 0, duplicated: 0 });
  });

  test("may have nothing new more often than a client would try again after losses", async () => {
    const { listener } = threeAtATime({ nothingNewAt: [1, 2, 3, 4, 5, 6], retryMs: 0 });
    const { delivered, totals } = await followAt(listener, polled);
    expect(delivered).toEqual(all);
    expect(totals.findings.first()).toEqual([]);
  });

  test("is asked again after the pause that it wants", async () => {
    const { listener } = threeAtATime({ nothingNewAt: [], retryMs: 120 });
    const { conns, records } = await followAt(listener, polled);
    const closed = records.filter((record) => record.k === "close").map(({ at }) => at);
    expect(conns).toHaveLength(4);
    for (const [i, { at }] of conns.slice(1).entries())
      expect(at - (closed[i] as number)).toBeGreaterThanOrEqual(118) /* a timer may fire a little over 1 ms early */;
  });
});

test("a first event without data is enough: its id is a cursor", async () => {
  const answers = ["id: 0\ndata: \n\n", `${eventsOf(1, 2)}event: done\nid: 3\ndata: x\n\n`];
  const { closes, totals } = await followAt(
    (request, response) => only(answers.shift() ?? "")(request, response),
    polled,
  );
  expect(closes).toEqual(["closed", "complete"]);
  expect(totals).toMatchObject({ completed: 1, errors: 0, successes: 1 });
  expect(totals.findings.first()).toEqual([]);
});

test.each([
  { claim: "before any id", first: ": hello\n\n" },
  { claim: "in the middle of an event", first: `${eventsOf(1)}id: 2\ndata: nu` },
])("a close $claim is one too early, whatever the server may do later", async ({ first }) => {
  const answers = [first];
  const rest = `event: done\nid: 3\ndata: x\n\n`;
  const after = first.startsWith(":") ? `${eventsOf(1, 2)}${rest}` : `${eventsOf(2)}${rest}`;
  const { totals } = await followAt((request, response) => only(answers.shift() ?? after)(request, response), polled);
  expect(totals).toMatchObject({ completed: 1, errors: 1 });
  expect(totals.findings.first()).toMatchObject([{ kind: "ended-early" }]);
});

test.concurrent.each([
  { claim: "with nothing new", listener: only(`retry: 0\n\n${eventsOf(1)}`) },
  {
    claim: "with a new event each time",
    listener: ({ headers }, response) => {
      response.writeHead(200, sse).end(`retry: 100\n\n${eventsOf(Number(headers["last-event-id"] ?? 0) + 1)}`);
    },
  },
] satisfies { claim: string; listener: RequestListener }[])(
  "a server that closes for ever $claim is found unfinished when the face's time is over",
  async ({ listener }) => {
    const { outcome, totals } = await followAt(listener, polled, {}, { limitMs: 450 });
    expect(outcome).toBe("gave-up");
    expect(totals.findings.counts).toMatchObject({ unfinished: 1, "ended-early": 0 });
  },
);
