import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSseParser } from "../../../sse/sse-parser.ts";
import type { StreamReader, StreamRoute } from "../../stream-reader.ts";
import { describedProtocol } from "../described-protocol.ts";
import type { StreamDescription } from "../description.ts";

const byId: StreamDescription = {
  open: { get: "/events?n=40" },
  cursor: { from: "id", send: { header: "Last-Event-ID" } },
  end: [{ event: "done" }],
  aside: [{ event: "ping" }],
  proof: [{ number: "id", from: 1 }],
};
const byData: StreamDescription = { ...byId, proof: [{ number: "/n" }], end: [{ pointer: "/last", equals: true }] };

const marked: StreamDescription = {
  ...byId,
  open: { get: "/events?n=40&say={marker}" },
  proof: [{ number: "id", from: 1 }, { marker: "/say" }],
};

/** A stream's reader; the first stream's marker is "stream-0". */
function readerOf(description: StreamDescription) {
  return describedProtocol("test", description, {}, "stream").createReader();
}

function routeOf(reader: StreamReader): StreamRoute {
  if (!reader.route) throw new Error("A described stream has a route.");
  return reader.route;
}

function read(description: StreamDescription, text: string) {
  const reader = readerOf(description);
  const seen: string[] = [];
  const parser = createSseParser({
    onIdAlone: (block) => reader.idAlone?.(block),
    onEvent(event) {
      const { seq, final, dropped, differs, malformed, foreign } = reader.read(event);
      seen.push(
        [
          seq,
          final && "final",
          dropped && "dropped",
          differs && "differs",
          malformed && "malformed",
          foreign && "foreign",
        ]
          .filter((each) => each !== false)
          .join(" "),
      );
    },
  });
  parser.push(Buffer.from(text));
  return { reader, seen };
}

const events = (...ids: (number | string)[]) => ids.map((id) => `id: ${id}\ndata: d${id}\n\n`).join("");

describe("what an event is", () => {
  test.each([
    { claim: "ids count from the description's first number", is: byId, text: events(1, 2, 3), seen: ["0", "1", "2"] },
    { claim: "an event that comes again is dropped", is: byId, text: events(1, 2, 2), seen: ["0", "1", "1 dropped"] },
    {
      claim: "with other data under its old number it differs",
      is: byId,
      text: `${events(1)}id: 1\ndata: x\n\n`,
      seen: ["0", "0 dropped differs"],
    },
    {
      claim: "the end is the end",
      is: byId,
      text: `${events(1)}event: done\nid: 2\ndata: x\n\n`,
      seen: ["0", "1 final"],
    },
    {
      claim: "an end without a number follows the last event",
      is: byId,
      text: `${events(1)}event: done\ndata: x\n\n`,
      seen: ["0", "1 final"],
    },
    { claim: "an end before any number proves nothing", is: byId, text: "event: done\ndata: x\n\n", seen: ["-1"] },
    { claim: "an event aside is not of the stream", is: byId, text: "event: ping\nid: 1\ndata: x\n\n", seen: ["-1"] },
    { claim: "an id that is not a number is not judged", is: byId, text: events("a-1"), seen: ["-1"] },
    {
      claim: "a number at a pointer",
      is: byData,
      text: 'data: {"n":0}\n\ndata: {"n":1,"last":true}\n\n',
      seen: ["0", "1 final"],
    },
    { claim: "data that is not JSON has no number", is: byData, text: "data: {\n\n", seen: ["-1"] },
    { claim: "its own marker", is: marked, text: 'id: 1\ndata: {"say":"stream-0"}\n\n', seen: ["0"] },
    {
      claim: "another stream's marker is foreign",
      is: marked,
      text: 'id: 1\ndata: {"say":"x"}\n\n',
      seen: ["-1 foreign"],
    },
    { claim: "an event without a marker proves nothing", is: marked, text: "id: 1\ndata: {}\n\n", seen: ["0"] },
    {
      claim: "the nth event as the end",
      is: { ...byId, end: [{ after: 2 }] },
      text: events(1, 2),
      seen: ["0", "1 final"],
    },
    {
      claim: "a data value as the end",
      is: { ...byId, end: [{ data: "[DONE]" }] },
      text: `${events(1)}data: [DONE]\n\n`,
      seen: ["0", "1 final"],
    },
  ])("$claim", ({ is, text, seen }) => expect(read(is, text).seen).toEqual(seen));
});

describe("where a client resumes", () => {
  const none = { header: undefined, path: "/events?n=40", from: -1 };
  test.each([
    { claim: "without an event, at the start", is: byId, text: "", ...none },
    { claim: "after its last id", is: byId, text: events(1, 2), header: "2", from: 1 },
    { claim: "events without an id keep the cursor", is: byId, text: `${events(1)}data: x\n\n`, header: "1", from: 0 },
    { claim: "an empty id resets it", is: byId, text: `${events(1)}id\ndata: x\n\n`, ...none },
    {
      claim: "an id beside the stream moves it, as in a browser",
      is: byId,
      text: `${events(1)}event: ping\nid: p\ndata: x\n\n`,
      header: "p",
      from: 0,
    },
    {
      claim: "a block of an id alone moves it, as in a browser",
      is: byId,
      text: `${events(1)}id: p\n\n`,
      header: "p",
      from: 0,
    },
    {
      claim: "an event without an id after such a block keeps it",
      is: byData,
      text: 'id: p\n\ndata: {"n":0}\n\n',
      header: "p",
      from: -1,
    },
    { claim: "a block of an empty id alone resets it", is: byId, text: `${events(1)}id\n\n`, ...none },
    {
      claim: "an id beyond Latin-1 is sent as UTF-8",
      is: byData,
      text: 'id: ü☃\ndata: {"n":0}\n\n',
      header: Buffer.from("ü☃").toString("latin1"),
      from: 0,
    },
    {
      claim: "by a value of the data, in the query",
      is: { ...byData, cursor: { from: { data: "/at" }, send: { query: "since" } } },
      text: 'data: {"n":0,"at":"a b"}\n\n',
      path: "/events?n=40&since=a%20b",
      from: 0,
    },
    {
      claim: "by a count",
      is: { ...byId, cursor: { from: "count", send: { query: "skip" } } },
      text: events(1, 2, 2),
      path: "/events?n=40&skip=2",
      from: 1,
    },
    {
      claim: "from the start, where there is no cursor",
      is: { ...byId, cursor: { from: "none" } },
      text: events(1, 2),
      ...none,
    },
  ] as { claim: string; is: StreamDescription; text: string; header?: string; path?: string; from: number }[])(
    "$claim",
    ({ is, text, header, path = "/events?n=40", from }) => {
      const resume = routeOf(read(is, text).reader).resume();
      expect([resume.request.headers["last-event-id"], resume.request.path, resume.from]).toEqual([header, path, from]);
    },
  );

  test("values of the answer to create stand in the requests after it", () => {
    const reader = readerOf({
      ...byId,
      create: { post: "/runs", json: { say: "{marker}" }, take: { run: "/run/id", key: { header: "X-Key" } } },
      open: { get: "/runs/{run}", headers: { "X-Key": "{key}" } },
    });
    const route = routeOf(reader);
    const [step] = route.steps;
    expect(step?.request()).toMatchObject({ method: "POST", path: "/runs", body: '{"say":"stream-0"}' });
    expect(step?.take('{"id":1}', {})).toContain("no value at /run/id");
    expect(step?.take("<html>", {})).toContain("is not JSON");
    expect(step?.take('{"run":{"id":"a/b"}}', {})).toContain("no header X-Key");
    expect(step?.take('{"run":{"id":"a/b"}}', { "x-key": "k" })).toBeNull();
    expect(route.open()).toMatchObject({ path: "/runs/a%2Fb", headers: { "x-key": "k" } });
  });
});

test.each([
  { claim: "a count is a number", from: "count", body: '{"at":2}' },
  { claim: "a number of the data is a number", from: { data: "/n" }, body: '{"at":1}' },
  { claim: "a text of the data is a text, even one of digits", from: { data: "/text" }, body: '{"at":"7"}' },
  { claim: "an id is a text", from: "id", body: '{"at":"5"}' },
] as const)("in a JSON body $claim", ({ from, body }) => {
  const inBody: StreamDescription = { ...byData, resume: { post: "/resume" }, cursor: { from, send: { body: "/at" } } };
  const { reader } = read(inBody, 'data: {"n":0}\n\nid: 5\ndata: {"n":1,"text":"7"}\n\n');
  expect(routeOf(reader).resume().request.body).toBe(body);
  expect(routeOf(reader.fork?.() as StreamReader).resume().request.body).toBe(body);
});

test("a value of an answer that is no whole text is sent with what a text has in its place, and throws nothing", () => {
  const half = '"a\\ud800b"';
  const inQuery: StreamDescription = { ...byData, cursor: { from: { data: "/at" }, send: { query: "since" } } };
  const { reader } = read(inQuery, `data: {"n":0,"at":${half}}\n\n`);
  expect(routeOf(reader).resume().request.path).toBe("/events?n=40&since=a%EF%BF%BDb");
  const created = routeOf(
    readerOf({ ...byId, create: { post: "/runs", take: { run: "/id" } }, open: { get: "/runs/{run}" } }),
  );
  expect(created.steps[0]?.take(`{"id":${half}}`, {})).toBeNull();
  expect(created.open().path).toBe("/runs/a%EF%BF%BDb");
});

test("a stream of any length, cut anywhere and replayed from any point before, is read as each number once", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), fc.nat(), fc.nat(), (total, cutAt, backTo) => {
      const cut = cutAt % (total + 1);
      const from = backTo % (cut + 1);
      const numbers = Array.from({ length: total }, (_, i) => i + 1);
      const { seen } = read(byId, events(...numbers.slice(0, cut), ...numbers.slice(from)));
      expect(seen.filter((each) => !each.includes("dropped"))).toEqual(numbers.map((_, i) => String(i)));
      expect(seen.some((each) => each.includes("differs"))).toBe(false);
    }),
  );
});
