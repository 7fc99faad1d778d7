import { describe, expect, test } from "vitest";
import { problemOf } from "../protocols/description/check/check-description.ts";
import { inferDescription } from "./infer-description.ts";
import type { Observation, SeenEvent } from "./observe.ts";
import { writeConfig } from "./write-config.ts";

const seen = (
  events: Partial<SeenEvent>[],
  ended: Observation["ended"] = "closed",
  more: Partial<Observation> = {},
): Observation => ({
  status: 200,
  contentType: "text/event-stream",
  location: null,
  commentsMs: [],
  retryMs: null,
  error: null,
  events: events.map((event, i) => ({ type: "message", id: null, data: "x", atMs: i * 100, ...event })),
  ended,
  ...more,
});
const numbered = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => ({ id: String(from + i) }));
const inData = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => ({ data: `{"n":${from + i}}` }));
const looks = (watched: Observation, resumed: Observation | null = null, unknown: Observation | null = null) => ({
  path: "/events",
  watched,
  cut: seen(watched.events.slice(0, 3), "watched"),
  resumed,
  unknown,
});

describe("what init infers", () => {
  test.each([
    {
      claim: "numbered ids and an event that ends the stream make a complete description",
      at: looks(seen([...numbered(1, 5), { id: "6", type: "done" }]), seen(numbered(4, 6))),
      says: [
        "Ids are contiguous integers, from 1.",
        'A resume after id "3" begins with "4".',
        'recognized by {"event":"done"}',
      ],
      lacks: 0,
      has: { proof: [{ number: "id", from: 1 }], end: [{ event: "done" }] },
    },
    {
      claim: "a number in the data serves where ids are opaque",
      at: looks(seen([...inData(0, 4).map((each, i) => ({ ...each, id: `x${i}` })), { id: "x5", data: "[DONE]" }])),
      says: ['Ids are opaque, such as "x0".', "in the data at /n, from 0"],
      lacks: 0,
      has: { proof: [{ number: "/n", from: 0 }], end: [{ data: "[DONE]" }] },
    },
    {
      claim: "without an id there is no cursor",
      at: looks(seen([...inData(0, 4), { type: "done", data: '{"n":5}' }])),
      says: ["No event has an id"],
      lacks: 0,
      has: { cursor: { from: "none" } },
    },
    {
      claim: "without a counter, a stream that reads the same twice has a witness",
      at: looks(seen([{ id: "a" }, { id: "b" }, { id: "c" }, { id: "d", type: "done" }])),
      says: ["opaque", "a second client can be the witness"],
      lacks: 0,
      has: { proof: ["witness"] },
    },
    {
      claim: "no counter, and another stream at each reading: no proof",
      at: {
        ...looks(seen([{ id: "a" }, { id: "b" }, { id: "c", type: "done" }])),
        cut: seen([{ id: "q" }, { id: "r" }, { id: "s" }]),
      },
      says: ["opaque"],
      lacks: 1,
      has: {},
    },
    {
      claim: "numbers that go on at each reading are those of one stream that all clients read",
      at: { ...looks(seen([...numbered(1, 5), { id: "6", type: "done" }])), cut: seen(numbered(41, 43)) },
      says: ["proved by their numbers"],
      lacks: 0,
      has: { proof: [{ number: "id" }] },
    },
    {
      claim: "so they are when the second reading begins with a heartbeat",
      at: {
        ...looks(seen(numbered(21, 60), "watched")),
        cut: seen([{ type: "ping" }, ...numbered(91, 92)], "watched"),
      },
      says: ["proved by their numbers"],
      lacks: 0,
      has: { proof: [{ number: "id" }] },
    },
    {
      claim: "a second reading without a number says nothing of the first event, so nothing is claimed of it",
      at: { ...looks(seen(numbered(21, 60), "watched")), cut: seen([{ type: "ping" }], "watched") },
      says: ["proved by their numbers"],
      lacks: 0,
      has: { proof: [{ number: "id" }] },
    },
    {
      claim: "a connection that broke is neither closed nor open",
      at: looks(seen(numbered(1, 5), "lost", { error: "ECONNRESET" })),
      says: ["then the connection broke (ECONNRESET)"],
      lacks: 0,
      has: { end: [{ after: 5 }] },
    },
    {
      claim: "what a close as the end hides is said",
      at: looks(seen(numbered(1, 5))),
      says: ["a stream that the server closed before its end"],
      lacks: 0,
      has: {},
    },
    {
      claim: "clients leave a stream that does not end, after some events",
      at: looks(seen(numbered(1, 60), "watched")),
      says: ["still open", "each client leaves after 40 events"],
      lacks: 0,
      has: { end: [{ after: 40 }] },
    },
    {
      claim: "where the last event is like the others, the close is the end",
      at: looks(seen(numbered(1, 5))),
      says: ["then the server closed", "the server's close is taken as the end"],
      lacks: 0,
      has: { end: ["close"] },
    },
    {
      claim: "repeated ids are reported",
      at: looks(seen([{ id: "1" }, { id: "1" }, { id: "2" }])),
      says: ['Ids repeat: "1"'],
      lacks: 0,
      has: {},
    },
    {
      claim: "ids with gaps are not a counter",
      at: looks(seen([{ id: "1" }, { id: "3" }, { id: "7" }])),
      says: ["integers with gaps"],
      lacks: 0,
      has: {},
    },
    {
      claim: "a resume that sends the cursor's own event again",
      at: looks(seen(numbered(1, 6)), seen(numbered(3, 5))),
      says: ["sends that event again"],
      lacks: 0,
      has: {},
    },
    {
      claim: "a resume that does not look at the cursor",
      at: looks(seen(numbered(1, 6)), seen(numbered(1, 3))),
      says: ["replays the stream from its start"],
      lacks: 0,
      has: {},
    },
    {
      claim: "a resume that is open and silent",
      at: looks(seen(numbered(1, 6)), seen([], "watched")),
      says: ["answered 200 and sent no event"],
      lacks: 0,
      has: {},
    },
    {
      claim: "a resume that is refused",
      at: looks(seen(numbered(1, 6)), seen([], "closed", { status: 410 })),
      says: ["A resume was answered 410."],
      lacks: 0,
      has: {},
    },
    {
      claim: "an unknown cursor that starts anew is left open, not a fault",
      at: looks(seen(numbered(1, 6)), null, seen(numbered(1, 3))),
      says: ["starts from the beginning. The standard leaves that open."],
      lacks: 0,
      has: {},
    },
    {
      claim: "heartbeats",
      at: looks(seen(numbered(1, 6), "watched", { commentsMs: [1_000, 3_000, 5_000] })),
      says: ["A comment came every 2.0 s"],
      lacks: 0,
      has: {},
    },
    {
      claim: "events without the counter's number are taken as the connection's own",
      at: looks(
        seen([{ id: "1" }, { type: "ping" }, { id: "2" }, { id: "3" }, { id: "4" }, { id: "5", type: "done" }]),
      ),
      says: ["Events of type ping carry no number", "Only 5 of 6 events have one."],
      lacks: 0,
      has: { aside: [{ event: "ping" }] },
    },
  ])("$claim", ({ at, says, lacks, has }) => {
    const learned = inferDescription(at);
    for (const each of says) expect(learned.sentences.join("\n")).toContain(each);
    expect(learned.lacks).toHaveLength(lacks);
    expect(learned.description).toMatchObject(has);
    if ("proof" in has) expect(learned.description.proof).toEqual(has.proof);
    if (lacks === 0) expect(problemOf(learned.description)).toBeNull();
  });

  test("what a server sent cannot break out of a comment", () => {
    const learned = inferDescription(looks(seen([{ id: "1\u2028evil()" }, { id: "2" }]), seen([{ id: "x\u2029y" }])));
    const comments = writeConfig(learned, new URL("http://x/")).split(/[\n\u2028\u2029]/);
    expect(comments.filter((line) => line.startsWith("evil") || line.startsWith("y"))).toEqual([]);
  });
});
