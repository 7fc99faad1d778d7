import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSseParser } from "../sse/sse-parser.ts";
import { readStream } from "./reading.ts";

const events = (text: string) =>
  readStream(text).blocks.flatMap(({ event, data, lastId }) => (data === null ? [] : [[event, data, lastId]]));

describe("what a client must make of a text (HTML standard, 9.2.6)", () => {
  test.each([
    { claim: "a blank line ends an event", text: "id: 1\ndata: a\n\n", is: [["message", "a", "1"]] },
    { claim: "what no blank line ends is no event", text: "data: a\n", is: [] },
    {
      claim: "empty data is an event",
      text: "data:\n\ndata\n\n",
      is: [
        ["message", "", ""],
        ["message", "", ""],
      ],
    },
    { claim: "a block without data is none", text: "event: ping\nid: 3\n\ndata: a\n\n", is: [["message", "a", "3"]] },
    {
      claim: "an empty id resets",
      text: "id: 1\ndata: a\n\nid\ndata: b\n\n",
      is: [
        ["message", "a", "1"],
        ["message", "b", ""],
      ],
    },
    { claim: "an id with NULL is ignored", text: "id: 1\0\ndata: a\n\n", is: [["message", "a", ""]] },
    {
      claim: "an id holds for the events behind it",
      text: "id: 1\ndata: a\n\ndata: b\n\n",
      is: [
        ["message", "a", "1"],
        ["message", "b", "1"],
      ],
    },
    { claim: "one space belongs to the syntax", text: "data:  a \n\n", is: [["message", " a ", ""]] },
    { claim: "a BOM stands at the start", text: "\uFEFFdata: a\n\n", is: [["message", "a", ""]] },
    { claim: "a second BOM is text", text: "\uFEFF\uFEFFdata: a\n\n", is: [] },
  ])("$claim", ({ text, is }) => {
    expect(events(text)).toEqual(is);
  });

  test("the id of a block without data is the last event id", () => {
    expect(readStream("id: 1\ndata: a\n\nid: 2\n\n").lastId).toBe("2");
  });

  test("the id of a block that was cut is not", () => {
    expect(readStream("id: 1\ndata: a\n\nid: 2\ndata: b\n")).toMatchObject({ lastId: "1", rest: "id: 2\ndata: b\n" });
  });

  test("the load generator's parser reads the same events", () => {
    const part = fc.constantFrom(
      "data",
      "id",
      "event",
      "retry",
      ":",
      " ",
      "\n",
      "\r",
      "\r\n",
      "7",
      "a",
      "é",
      "🙂",
      "\0",
      "\uFEFF",
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
        const text = `${parts.join("")}\n\n`;
        const read: string[][] = [];
        const parser = createSseParser({ onEvent: ({ type, data, id }) => read.push([type, data, id]) });
        parser.push(Buffer.from(text, "utf8"));
        expect(events(text)).toEqual(read);
      }),
      { numRuns: 2_000 },
    );
  });
});
