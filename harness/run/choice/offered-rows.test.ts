import { describe, expect, test } from "vitest";
import { rows } from "../../../rows/rows.ts";
import type { Pace } from "../../plan/adjust.ts";
import { describedProtocol } from "../../protocols/description/described-protocol.ts";
import type { StreamDescription } from "../../protocols/description/description.ts";
import { draftGraph } from "../../protocols/draft-graph/draft-graph.ts";
import type { Protocol } from "../../protocols/protocol.ts";
import { offeredRows } from "./offered-rows.ts";

const whole: StreamDescription = {
  create: { post: "/runs", json: { say: "{marker}", kind: "{kind}" }, take: { run: "/id" } },
  open: { get: "/runs/{run}" },
  cursor: { from: "id", send: { header: "Last-Event-ID" } },
  end: [{ event: "done" }],
  proof: [{ number: "id", from: 1 }, { marker: "/say" }],
  workloads: { burst: { kind: "burst" }, idle: { kind: "idle" } },
};
const long: Pace = { events: 40, intervalMs: 50 };

const notOffered = (protocol: Protocol, pace: Pace | null = long) =>
  Object.fromEntries(
    offeredRows(rows, protocol, { pace, started: true }).notOffered.map(({ row, reason }) => [row, reason]),
  );
const of = (change: Partial<StreamDescription>, pace: Pace | null = long) =>
  Object.keys(notOffered(describedProtocol("d", { ...whole, ...change }), pace)).sort();

describe("a row that a protocol cannot have is not offered", () => {
  test.each<{ claim: string; change: Partial<StreamDescription>; pace?: Pace; missing: string[] }>([
    { claim: "a complete description offers all rows", change: {}, missing: [] },
    {
      claim: "without a cursor there are no rows about old, unknown or foreign cursors",
      change: { cursor: { from: "none" }, proof: ["prefix", { marker: "/say" }] },
      missing: ["after-end", "foreign-cursor", "stale-cursor", "unknown-cursor"],
    },
    {
      claim: "without a marker, events of other streams are not recognized, and no text can be hostile",
      change: { proof: [{ number: "id", from: 1 }] },
      missing: ["foreign-cursor", "hostile-text", "two-streams"],
    },
    {
      claim: "a stream with one reader at a time has no second reader",
      change: { readers: "one" },
      missing: ["stale-cursor", "two-readers"],
    },
    { claim: "a stream that goes on has no end", change: { end: [{ after: 40 }] }, missing: ["after-end"] },
    {
      claim: "nothing says how to ask for such streams",
      change: { workloads: {} },
      missing: ["burst", "idle"],
    },
    {
      claim: "a counted cursor is not a text, so it cannot be another stream's",
      change: { cursor: { from: "count", send: { query: "skip" } } },
      missing: ["foreign-cursor", "unknown-cursor"],
    },
    {
      claim: "a marker in a path can hold no line break",
      change: { create: { post: "/runs/{marker}", take: { run: "/id" } } },
      missing: ["hostile-text"],
    },
    {
      claim: "streams are too short to show that events are held back",
      change: {},
      pace: { events: 10, intervalMs: 20 },
      missing: ["compressed"],
    },
  ])("$claim", ({ change, pace = long, missing }) => {
    expect(of(change, pace)).toEqual(missing);
  });

  test("a target that has to be killed or measured must be started by --command", () => {
    const names = offeredRows(rows, draftGraph, { pace: null }).notOffered.map(({ row }) => row);
    expect(names).toEqual(["hostile-text", "restart", "leak"]);
  });

  test("with a publisher, the harness makes the events that a row needs", () => {
    const published: StreamDescription = {
      open: { get: "/sub/{marker}" },
      cursor: { from: "id", send: { header: "Last-Event-ID" } },
      proof: [{ publisher: { post: "/pub/{marker}", text: "{payload}" } }],
    };
    expect(Object.keys(notOffered(describedProtocol("d", published)))).toEqual([
      "after-end",
      "hostile-text",
      "restart",
    ]);
    const publisher = { post: "/pub", form: { topic: "{marker}", data: "{payload}" } };
    const asForm: StreamDescription = {
      ...published,
      open: { get: "/sub?topic={marker}" },
      proof: [{ publisher, last: publisher }],
    };
    expect(Object.keys(notOffered(describedProtocol("d", asForm)))).toEqual(["restart"]);
  });

  test("the contract offers all but hostile texts, because no request can choose them", () => {
    expect(Object.keys(notOffered(draftGraph))).toEqual(["hostile-text"]);
  });

  test("a module without abilities offers the rows that need none", () => {
    expect(offeredRows(rows, {}, { pace: long }).offered.map(({ name }) => name)).toEqual([
      "cut",
      "cut-again",
      "cut-in-replay",
      "finish-away",
      "after-end",
      "overlap",
      "long-away",
      "slow-reader",
      "storm",
      "compressed",
    ]);
  });
});

test("two streams of one session are never in two shards", () => {
  const inSessions = { ...whole, session: { post: "/sessions", take: { session: "/id" } } };
  const missing = (description: StreamDescription) =>
    offeredRows(rows, describedProtocol("d", description), { pace: long, started: true, isPart: true }).notOffered;
  expect(missing(whole)).toEqual([]);
  expect(missing(inSessions)).toEqual([{ row: "two-streams", reason: expect.stringContaining("(--shard)") }]);
});
