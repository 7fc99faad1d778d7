import { createParser } from "eventsource-parser";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scanInput, sumOf } from "./scan/scan.ts";
import type { SseEvent } from "./sse-event.ts";
import { createSseParser } from "./sse-parser.ts";

/** All events of a text that is fed in these pieces. They must be the same wherever the pieces are in memory. */
function parse(pieces: readonly Uint8Array[], options?: { maxEventBytes: number }) {
  const { parser, ...read } = parseAt(null, pieces, options);
  const inInput = parseAt(321, pieces, options);
  expect(inInput).toEqual({ ...read, parser: inInput.parser });
  return { ...read, parser };
}

/** @param place in `scanInput`, where the fast path reads blocks; null: each piece has memory of its own */
function parseAt(place: number | null, pieces: readonly Uint8Array[], options?: { maxEventBytes: number }) {
  const events: (Omit<SseEvent, "dataFrom" | "dataEnd" | "raw"> & { raw: string })[] = [];
  const comments: string[] = [];
  const retries: number[] = [];
  const alone: string[] = [];
  const parser = createSseParser(
    {
      onEvent({ type, data, raw, id, number, hasId, bytes, wellFormed, sum }) {
        events.push({ type, data, raw: raw.toString("hex"), id, number, hasId, bytes, wellFormed, sum });
        expect(sum).toBe(sumOf(raw));
      },
      onIdAlone: ({ id, data, hasId }) => alone.push(`${id}${data}${hasId ? "" : "?"}`),
      onComment: (text) => comments.push(text),
      onRetry: (ms) => retries.push(ms),
    },
    options,
  );
  for (const piece of pieces) {
    if (place === null) expect(parser.push(piece)).toBe(piece.length);
    else {
      scanInput.fill("\n\ndata: z\n\n", 0, place + piece.length + 40);
      scanInput.set(piece, place);
      expect(parser.push(scanInput, place, place + piece.length)).toBe(place + piece.length);
    }
  }
  return { events, comments, retries, alone, parser };
}
const bytes = (text: string) => new TextEncoder().encode(text);
const short = ({ type, data, id, number }: Pick<SseEvent, "type" | "data" | "id" | "number">) => {
  expect(number).toBe(/^(0|[1-9][0-9]{0,8})$/.test(id) ? Number(id) : -1);
  return [type, data, id];
};

describe("an event stream (WHATWG HTML, 9.2.6)", () => {
  test.each([
    { claim: "data in one line", text: "data: a\n\n", events: [["message", "a", ""]] },
    {
      claim: "one space after the colon belongs to the syntax, a second to the data",
      text: "data:  a\n\n",
      events: [["message", " a", ""]],
    },
    { claim: "no space is fine", text: "data:a\n\n", events: [["message", "a", ""]] },
    { claim: "several data lines are joined", text: "data: a\ndata: b\n\n", events: [["message", "a\nb", ""]] },
    { claim: "an empty data line is data", text: "data\n\n", events: [["message", "", ""]] },
    { claim: "two empty data lines are a line break", text: "data\ndata\n\n", events: [["message", "\n", ""]] },
    { claim: "a type and an id", text: "event: stage\nid: 7\ndata: a\n\n", events: [["stage", "a", "7"]] },
    {
      claim: "an id stays until the next",
      text: "id: 7\ndata: a\n\ndata: b\n\n",
      events: [
        ["message", "a", "7"],
        ["message", "b", "7"],
      ],
    },
    {
      claim: "an empty id resets it",
      text: "id: 7\ndata: a\n\nid\ndata: b\n\n",
      events: [
        ["message", "a", "7"],
        ["message", "b", ""],
      ],
    },
    { claim: "an id with NUL is ignored", text: "id: 7\0\ndata: a\n\n", events: [["message", "a", ""]] },
    {
      claim: "a block without data is not an event, but sets the id",
      text: "id: 7\n\ndata: b\n\n",
      events: [["message", "b", "7"]],
    },
    { claim: "a type without data is forgotten", text: "event: x\n\ndata: b\n\n", events: [["message", "b", ""]] },
    { claim: "an unknown field is ignored", text: "foo: x\ndata: b\n\n", events: [["message", "b", ""]] },
    { claim: "comments are not events", text: ": hello\n\ndata: b\n\n", events: [["message", "b", ""]] },
    { claim: "CR ends a line", text: "data: a\rdata: b\r\r", events: [["message", "a\nb", ""]] },
    { claim: "CRLF ends one line, not two", text: "data: a\r\ndata: b\r\n\r\n", events: [["message", "a\nb", ""]] },
    {
      claim: "line ends may be mixed",
      text: "data: a\r\ndata: b\rdata: c\n\r\n",
      events: [["message", "a\nb\nc", ""]],
    },
    { claim: "a BOM at the start is skipped", text: "\uFEFFdata: a\n\n", events: [["message", "a", ""]] },
    { claim: "only one BOM is", text: "\uFEFF\uFEFFdata: a\n\ndata: b\n\n", events: [["message", "b", ""]] },
    { claim: "a BOM in the middle is data", text: "data: a\uFEFFb\n\n", events: [["message", "a\uFEFFb", ""]] },
    { claim: "an unfinished block is not an event", text: "data: a\n", events: [] },
    {
      claim: "a line break of Unicode's own ends no line",
      text: "data: a\u2028b\u0085c\n\n",
      events: [["message", "a\u2028b\u0085c", ""]],
    },
  ])("$claim", ({ text, events }) => {
    expect(parse([bytes(text)]).events.map(short)).toEqual(events);
    const single = [...bytes(text)].map((byte) => Uint8Array.of(byte));
    expect(parse(single).events.map(short)).toEqual(events);
  });

  test("comments and retry: are reported", () => {
    const { comments, retries } = parse([bytes(": a\n:b\nretry: 50\nretry: 5x\n\n")]);
    expect({ comments, retries }).toEqual({ comments: [" a", "b"], retries: [50] });
  });

  test.each([
    { claim: "a comment", text: "data: a\n\n: bye\n", half: false },
    { claim: "a comment without a line end", text: "data: a\n\n: bye", half: false },
    { claim: "a line of data", text: "data: a\n", half: true },
    { claim: "a line of data and a comment", text: "data: a\n: bye", half: true },
    { claim: "the beginning of a line", text: "da", half: true },
    { claim: "a whole event", text: "data: a\n\n", half: false },
  ])("a stream that ends with $claim: half an event is $half", ({ text, half }) => {
    expect(parse([bytes(text)]).parser.halfEvent).toBe(half);
    expect(parse([...bytes(text)].map((byte) => Uint8Array.of(byte))).parser.halfEvent).toBe(half);
  });

  test("ids of blocks without data are reported, where the block itself has one", () => {
    const { alone, events } = parse([
      Buffer.from("id: 7\n\n\ndata: x\n\nevent: x\nid: a\n\nid: b\ndata: y\n\nid\n\nid: c\n"),
    ]);
    expect(alone).toEqual(["7", "a", ""]);
    expect(events.map(({ id, hasId }) => [id, hasId])).toEqual([
      ["7", false],
      ["b", true],
    ]);
  });

  test("bytes that are not UTF-8 are reported", () => {
    const { events } = parse([Uint8Array.of(...bytes("data: "), 0xe2, 0x82, ...bytes("\n\ndata: b\n\n"))]);
    expect(events.map((event) => event.wellFormed)).toEqual([false, true]);
  });

  test("an event that is too large ends the reading, in one chunk or in many", () => {
    const big = bytes(`data: ${"x".repeat(200)}\n\n`);
    expect(() => parse([big], { maxEventBytes: 100 })).toThrow(/larger than 100 bytes/);
    expect(() => parse([big.subarray(0, 80), big.subarray(80, 180)], { maxEventBytes: 100 })).toThrow(
      /larger than 100/,
    );
  });

  test("after stop nothing is emitted, and the bytes used are known", () => {
    const seen: string[] = [];
    const parser = createSseParser({
      onEvent(event) {
        seen.push(event.data);
        parser.stop();
      },
    });
    expect(parser.push(bytes("data: a\n\ndata: b\n\n"))).toBe(9);
    expect(seen).toEqual(["a"]);
  });
});

describe("for all streams", () => {
  const field = fc.constantFrom("data", "event", "id", "retry", "", "foo");
  const value = fc.string({ unit: fc.constantFrom("a", "é", "😀", ":", " ", "\u2028", "\t"), maxLength: 6 });
  const end = fc.constantFrom("\n", "\r", "\r\n");
  const line = fc.tuple(field, fc.constantFrom(":", ": ", ""), value, end).map((parts) => parts.join(""));
  /** The form that the fast path reads, and forms that are nearly that. */
  const block = fc
    .tuple(
      fc.constantFrom("id: ", "id:", "id:  "),
      fc.constantFrom("0", "7", "07", "123456789", "1234567890", "1x", ""),
      fc.constantFrom("\nevent: stage\n", "\nevent: \n", "\nevent: Stage\n", "\nevent:stage\n", "\n", "\r\nevent: a\n"),
      fc.constantFrom("data: ", "data:", "data:  ", "data"),
      value,
      fc.constantFrom("\n\n", "\n\r\n", "\r\r", "\ndata: b\n\n", "\n"),
    )
    .map((parts) => parts.join(""));
  const text = fc
    .array(fc.oneof({ weight: 3, arbitrary: line }, { weight: 1, arbitrary: end }, { weight: 1, arbitrary: block }), {
      maxLength: 30,
    })
    .map((lines) => lines.join(""));

  /** Everything that an event says of itself. */
  const factsOf = ({
    type,
    data,
    id,
    number,
    hasId,
    bytes: size,
    wellFormed,
  }: ReturnType<typeof parse>["events"][0]) => {
    return { type, data, id, number, hasId, size, wellFormed };
  };

  /** Cuts bytes at these places. */
  function pieces(all: Uint8Array, cuts: readonly number[]): Uint8Array[] {
    const places = [0, ...cuts.map((cut) => cut % (all.length + 1)).sort((a, b) => a - b), all.length];
    return places.slice(1).map((to, i) => all.subarray(places[i], to));
  }

  test("the chunks' borders change nothing", () => {
    fc.assert(
      fc.property(text, fc.array(fc.nat(), { maxLength: 12 }), (stream, cuts) => {
        const all = bytes(stream);
        const one = parse([all]).events;
        expect(parse(pieces(all, cuts)).events.map(short)).toEqual(one.map(short));
        const bytewise = parse([...all].map((byte) => Uint8Array.of(byte))).events;
        expect(bytewise.map(factsOf)).toEqual(one.map(factsOf));
      }),
      { numRuns: 500 },
    );
  });

  test("eventsource-parser reads the same events", () => {
    fc.assert(
      fc.property(text, (stream) => {
        const theirs: unknown[] = [];
        const peer = createParser({ onEvent: ({ event, data }) => theirs.push([event || "message", data]) });
        peer.feed(stream);
        expect(parse([bytes(stream)]).events.map(({ type, data }) => [type, data])).toEqual(theirs);
      }),
      { numRuns: 500 },
    );
  });

  test("the events' bytes add up to the stream's", () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 10 }), (values) => {
        const all = bytes(values.map((each) => `data: ${each}\n\n`).join(""));
        const { events, parser } = parse([all]);
        expect(events.reduce((sum, event) => sum + event.bytes, 0)).toBe(all.length);
        expect({ mid: parser.midEvent, pending: parser.pendingBytes }).toEqual({ mid: false, pending: 0 });
      }),
    );
  });
});
