import type { ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import type { ConnRecord, HistoryRecord } from "../history/records.ts";
import type { PlannedCut, StreamPlan } from "../plan/face-plan.ts";
import type { StreamDescription } from "../protocols/description/description.ts";
import { byId, eventsOf, followAt, sse } from "./testing/one-client.ts";

const cut: PlannedCut = {
  afterIndex: 1,
  where: "after-event",
  extraBytes: 0,
  awayMs: 1,
  otherInstance: false,
  sendLastEventId: true,
  withdrawFirst: false,
};
const last = 'id: 6\nevent: done\ndata: {"n":6}\n\n';

/** Six events, the last one the end. The server sends those after the cursor in one piece; `other` answers all requests that have another client's cursor. */
const server = (other?: (cursor: string, response: ServerResponse) => boolean) => {
  const cursors: (string | null)[] = [];
  const listener = (request: { headers: NodeJS.Dict<string | string[]> }, response: ServerResponse) => {
    const cursor = (request.headers["last-event-id"] as string | undefined) ?? null;
    cursors.push(cursor);
    if (cursor !== null && other?.(cursor, response)) return;
    response.writeHead(200, sse);
    const behind = [1, 2, 3, 4, 5].filter((n) => n > Number(cursor ?? 0));
    response.write(eventsOf(...behind));
    if (cursor !== null || !behind.includes(1)) response.end(Number(cursor) >= 6 ? "" : last);
  };
  return { cursors, listener };
};
const follow = (listener: Parameters<typeof followAt>[0], plan: Partial<StreamPlan>, how: StreamDescription = byId) =>
  followAt(listener, how, { workload: { events: 6, interval_ms: 1, event_bytes: 1, seed: 1 }, ...plan });

const intents = (conns: readonly ConnRecord[]) => conns.map(({ s, intent = "start", from = -1 }) => [s, intent, from]);
const kinds = (seen: Awaited<ReturnType<typeof followAt>>) => seen.totals.findings.first().map(({ kind }) => kind);

describe("a client that has everything", () => {
  test("asks once more with its last cursor, and a clean end is right", async () => {
    const { listener, cursors } = server();
    const seen = await follow(listener, { cuts: [cut], afterEnd: true });
    expect(cursors).toEqual([null, "2", "6"]);
    expect(intents(seen.conns).at(-1)).toEqual([0, "after-end", 5]);
    expect([seen.outcome, kinds(seen), seen.totals.attemptsEligible]).toEqual(["complete", [], 1]);
  });

  test.each<{ claim: string; other: (cursor: string, response: ServerResponse) => boolean; finds: string[] }>([
    {
      claim: "a server that keeps it waiting is found out",
      other: (cursor, response) => cursor === "6" && Boolean(response.writeHead(200, sse).flushHeaders() ?? true),
      finds: ["stalled"],
    },
    {
      claim: "one that sends an old event again, too",
      other: (cursor, response) => cursor === "6" && Boolean(response.writeHead(200, sse).end(eventsOf(5))),
      finds: ["duplicated"],
    },
    {
      claim: "a refusal is left to the server",
      other: (cursor, response) => cursor === "6" && Boolean(response.writeHead(404).end()),
      finds: [],
    },
  ])("$claim", async ({ other, finds }) => {
    const seen = await follow(server(other).listener, { cuts: [cut], afterEnd: true });
    expect(kinds(seen)).toEqual(finds);
  });
});

describe("a second client", () => {
  const streams = (records: readonly HistoryRecord[]) =>
    records.flatMap((record) => (record.k === "stream" ? [[record.s, record.role, record.of ?? null]] : []));

  test("joins with the same cursor and is owed what comes after it", async () => {
    const { listener, cursors } = server();
    const seen = await follow(listener, { cuts: [{ ...cut, joinedWith: "same-cursor" }] });
    expect(cursors).toEqual([null, "2", "2"]);
    expect(streams(seen.records)).toEqual([
      [0, "cut", null],
      [1, "reader", 0],
    ]);
    expect([kinds(seen), seen.totals.completed, seen.totals.attemptsEligible]).toEqual([[], 2, 2]);
  });

  test("joins with the cursor of the cut before, once the first is back", async () => {
    const { listener, cursors } = server();
    const cuts = [cut, { ...cut, afterIndex: 3, joinedWith: "older-cursor" as const }];
    const seen = await follow(listener, { cuts });
    expect(cursors).toEqual([null, "2", "4", "2"]);
    expect([kinds(seen), seen.totals.completed, seen.totals.successes]).toEqual([[], 2, 3]);
  });

  test("misses what a server withholds from it", async () => {
    let resumes = 0;
    const once = (cursor: string, response: ServerResponse) =>
      ++resumes === 2 && Boolean(response.writeHead(200, sse).end(`${eventsOf(Number(cursor) + 2, 5)}${last}`));
    const seen = await follow(server(once).listener, { cuts: [{ ...cut, joinedWith: "same-cursor" }] });
    expect(kinds(seen)).toEqual(["lost"]);
    expect(seen.totals.findings.first()[0]).toMatchObject({ detail: { from: 2, to: 2 } });
  });
});

describe("a cursor that is not the client's", () => {
  const marked: StreamDescription = {
    ...byId,
    open: { get: "/events?m={marker}" },
    proof: [...byId.proof, { marker: "/m" }],
  };
  const probed = { cuts: [{ ...cut, probes: ["unknown-cursor"] }] };

  test("is sent before the client comes back; its answer is reported and left open", async () => {
    const { listener, cursors } = server();
    const seen = await follow(listener, probed);
    expect(cursors).toEqual([null, "900000002", "2"]);
    expect(seen.totals.answersLeftOpen).toEqual([{ what: "unknown-cursor", answer: "200", count: 1 }]);
    expect([kinds(seen), seen.totals.successes]).toEqual([[], 1]);
  });

  test.each<{ claim: string; answer: (response: ServerResponse) => unknown; finds: string[]; open: number }>([
    {
      claim: "answered as gone, nothing is left open",
      answer: (response) => response.writeHead(410).end(),
      finds: [],
      open: 0,
    },
    {
      claim: "answered by an error of the server's own, it is a finding",
      answer: (response) => response.writeHead(500).end(),
      finds: ["unexpected-status"],
      open: 1,
    },
    {
      claim: "answered by another stream's event, that is foreign",
      answer: (response) => response.writeHead(200, sse).end('id: 3\ndata: {"m":"someone else"}\n\n'),
      finds: ["foreign"],
      open: 1,
    },
  ])("$claim", async ({ answer, finds, open }) => {
    const other = (cursor: string, response: ServerResponse) =>
      cursor.startsWith("9") && Boolean(answer(response) ?? true);
    const seen = await follow(server(other).listener, probed, { ...marked, gone: [{ status: 410 }] });
    expect(kinds(seen)).toEqual(finds);
    expect(seen.totals.answersLeftOpen).toHaveLength(open);
  });
});

test("a row's cut is recorded with how and where", async () => {
  const seen = await follow(server().listener, { cuts: [{ ...cut, how: "rst" }] });
  expect(seen.records.find((record) => record.k === "close")).toMatchObject({
    why: "cut",
    cut: { how: "rst", where: "after-event" },
  });
});
