import { describe, expect, test } from "vitest";
import { createSseParser } from "../../../sse/sse-parser.ts";
import type { StreamReader } from "../../stream-reader.ts";
import { describedProtocol } from "../described-protocol.ts";
import type { StreamDescription } from "../description.ts";
import { payloadsOf } from "./payload.ts";

const opaque: StreamDescription = {
  open: { get: "/events?of={marker}" },
  cursor: { from: "id", send: { header: "Last-Event-ID" } },
  end: [{ event: "done" }],
  aside: [{ event: "ping" }],
  gone: [{ event: "stale" }],
  proof: ["witness"],
};
const published: StreamDescription = {
  open: { get: "/sub/{marker}" },
  cursor: { from: "id", send: { header: "Last-Event-ID" } },
  proof: [{ publisher: { post: "/pub/{marker}", text: "{payload}" } }],
};

/** Reads connections, the first one by `open`, the others by `resume`. */
function read(description: StreamDescription, ...connections: readonly string[]) {
  const reader = describedProtocol("test", description, {}, "stream").createReader();
  const seen = connections.map((text, number) => {
    if (number === 0) reader.route?.open();
    const from = number === 0 ? -1 : reader.route?.resume().from;
    return `${from}: ${readOn(reader, text).join(", ")}`;
  });
  return { reader, seen };
}

function readOn(reader: StreamReader, text: string): string[] {
  const events: string[] = [];
  const parser = createSseParser({
    onEvent(event) {
      const { seq, index, dropped, final, foreign, gone, chain, differs, mark } = reader.read(event);
      const flags = { dropped, final, foreign, gone, differs, marked: mark !== null };
      const names = Object.entries(flags).flatMap(([name, is]) => (is ? [name] : []));
      events.push(
        [seq >= 0 ? seq : `(${index})`, chain === "none" ? "" : chain, ...names]
          .filter((each) => each !== "")
          .join(" "),
      );
    },
  });
  parser.push(Buffer.from(text));
  return events;
}

const event = (id: string | null, data: string, type = "message") =>
  `${id === null ? "" : `id: ${id}\n`}event: ${type}\ndata: ${data}\n\n`;
const pub = (payload: string, id: string | null = null) => event(id, payload);

describe("events without numbers are counted from the cursor on", () => {
  test.each([
    {
      claim: "an exact cursor",
      came: [event("x", "a") + event("y", "b"), event("z", "c") + event("w", "", "done")],
      seen: ["-1: (0) marked, (1) marked", "1: (2) marked, (3) final marked"],
    },
    {
      claim: "sparse ids: what came after the last one is expected again",
      came: [
        event("x", "a") + event(null, "b") + event(null, "c"),
        event(null, "b") + event(null, "c") + event("q", "d"),
      ],
      seen: ["-1: (0) marked, (1) marked, (2) marked", "0: (1) dropped marked, (2) dropped marked, (3) marked"],
    },
    {
      claim: "heartbeats take no place",
      came: [event("x", "a") + event(null, "", "ping") + event("y", "b")],
      seen: ["-1: (0) marked, (-1), (1) marked"],
    },
    {
      claim: "an event that says that the cursor is too old",
      came: [event("x", "a"), event(null, "{}", "stale")],
      seen: ["-1: (0) marked", "0: (-1) gone"],
    },
  ])("$claim", ({ came, seen }) => expect(read(opaque, ...came).seen).toEqual(seen));

  test("an event that says that the cursor is too old says so, even if it stands aside", () => {
    const idless: StreamDescription = { ...opaque, aside: ["without-id"] };
    const came = [event("x", "a") + event(null, "heartbeat"), event(null, "{}", "stale")];
    expect(read(idless, ...came).seen).toEqual(["-1: (0) marked, (-1)", "0: (-1) gone"]);
  });

  test("a witness reads the same stream from its start", () => {
    const { reader } = read(opaque, event("x", "a"));
    const witness = reader.route?.witness;
    expect(witness?.open().path).toBe("/events?of=stream-0");
    expect(readOn(witness?.reader() as StreamReader, event("x", "a"))).toEqual(["(0) marked"]);
  });
});

test("a witness that begins with a resume sends what a client without a cursor sends", () => {
  const { reader } = read({
    ...opaque,
    open: { post: "/runs" },
    resume: { get: "/events?of={marker}" },
    cursor: { from: "id", send: { query: "offset" }, first: "-1" },
  });
  readOn(reader, event("x", "a"));
  expect(reader.route?.witness?.open().path).toBe("/events?of=stream-0&offset=-1");
});

describe("events that the harness publishes prove themselves", () => {
  const [first, second, third] = [...payloadsOf("stream-0", 3, 20)] as [string, string, string];
  const [other] = [...payloadsOf("stream-9", 3, 20)] as [string];
  const changed = third.replace(/"text":"./, '"text":"X');
  test.each([
    { claim: "all of them", came: pub(first) + pub(second) + pub(third), seen: "0 linked, 1 linked, 2 linked final" },
    {
      claim: "one was changed",
      came: pub(first) + pub(second) + pub(changed),
      seen: "0 linked, 1 linked, 2 unlinked final",
    },
    { claim: "one of another stream", came: pub(first) + pub(other), seen: "0 linked, (-1) foreign" },
    { claim: "one comes again", came: pub(first) + pub(first), seen: "0 linked, 0 dropped" },
    { claim: "a word of the broker's own", came: pub('{"hello":1}') + pub(first), seen: "(-1), 0 linked" },
  ])("$claim", ({ came, seen }) => expect(read(published, came).seen).toEqual([`-1: ${seen}`]));

  test.each([-5, -1, 3, 2 ** 40])("one with the number %d of 3 is none of them, and touches no other stream", (n) => {
    const many = [...payloadsOf("stream-0", 32, 20)];
    const { reader } = read(published, many.map((payload) => pub(payload)).join(""));
    const other = read(published, pub(first.replace('"n":0', `"n":${n}`)));
    expect(other.seen).toEqual(["-1: (-1)"]);
    expect(readOn(reader, many.map((payload) => pub(payload)).join(""))).not.toContainEqual(
      expect.stringContaining("differs"),
    );
  });

  test("each is one request, with its stream's name", () => {
    const { reader } = read(published);
    const requests = [...(reader.route?.publisher?.requests(3, 20) ?? [])];
    expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual(Array(3).fill("POST /pub/stream-0"));
    expect(requests.map(({ body }) => body)).toEqual([first, second, third]);
  });
});

describe("a whole document at the end", () => {
  const described: StreamDescription = { ...opaque, proof: [{ document: "/text", part: "/delta" }] };
  const part = (delta: string) => event(null, JSON.stringify({ delta }));
  const done = (text: string) => event(null, JSON.stringify({ text }), "done");
  test.each([
    {
      claim: "equals its parts",
      came: part("one ") + part("two") + done("one two"),
      is: { k: "document", same: true },
    },
    {
      claim: "lacks nothing that came",
      came: part("one ") + done("one two"),
      is: { k: "document", same: false, parts: 4, whole: 7 },
    },
    { claim: "never came", came: part("one"), is: { k: "unproved", proof: "document" } },
    { claim: "is not there", came: part("one") + event(null, "{}", "done"), is: { k: "unproved", proof: "document" } },
  ])("$claim", ({ came, is }) => {
    expect(read(described, came).reader.verdicts?.()).toMatchObject([is]);
  });
});
