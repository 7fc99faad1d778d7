import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { StreamAnswer } from "../../rows/client/row.ts";
import { clientRows } from "../../rows/client/rows.ts";
import { readStream } from "./reading.ts";
import { type Payload, payloadsOf, readPayload } from "./stage/payload.ts";
import { servedStream, stepsOf } from "./stage/stream-script.ts";
import { eventText, halfOf, piecesOf } from "./wire.ts";

const seed = 4;

describe("what a row's stream is made of", () => {
  test.each(clientRows.map((row) => ({ row, name: row.name })))(
    "$name: each event is one, with data of its own",
    ({ row }) => {
      const { payloads } = servedStream(row, 1, seed);
      const texts = payloads.map((payload) => eventText(payload, row.form));
      const data = texts.map((text) =>
        readStream(text).blocks.flatMap((block) => (block.data === null ? [] : [block.data])),
      );
      expect(data.every((each) => each.length >= 1)).toBe(true);
      expect(texts.every((text) => readStream(text).rest === "")).toBe(true);
      expect(new Set(data.flat()).size).toBe(data.flat().length);
    },
  );

  test.each(["in-id", "in-line", "in-character", "before-blank-line"] as const)(
    "the half %s holds no whole event",
    (half) => {
      for (const payload of payloadsOf(seed, "s/1", 6)) {
        const text = halfOf(eventText(payload), half).toString("utf8");
        expect(readStream(text).blocks).toEqual([]);
      }
    },
  );

  test("the half in-character ends within one, whatever the seed", () => {
    fc.assert(
      fc.property(fc.nat(), (drawn) => {
        for (const payload of payloadsOf(drawn, "cut-in-character/1", 6)) {
          const half = halfOf(eventText(payload), "in-character").toString("utf8");
          expect(half.endsWith("\uFFFD")).toBe(true);
        }
      }),
    );
  });

  test("the half in-id ends within the id", () => {
    const row = clientRows.find(({ name }) => name === "cursor-in-id");
    const [payload] = payloadsOf(seed, "s/1", 6);
    expect(halfOf(eventText(payload as Payload, row?.form), "in-id").toString("utf8")).toBe("id: 100");
  });

  test("pieces, joined, are the bytes", () => {
    fc.assert(
      fc.property(fc.string(), fc.integer(), fc.constantFrom(undefined, "bytes", "drawn"), (text, seed, how) => {
        const bytes = Buffer.from(text, "utf8");
        expect(Buffer.concat(piecesOf(bytes, how, seed, "x")).equals(bytes)).toBe(true);
      }),
    );
  });

  test("a payload is read again, alone and in an event of draft-graph", () => {
    const [payload] = payloadsOf(seed, "s/1", 2);
    expect(readPayload(JSON.stringify(payload))).toEqual(payload);
    expect(readPayload(JSON.stringify({ stage: "DRAFTING", payload }))).toEqual(payload);
    expect(readPayload("{}")).toBeNull();
    expect(readPayload("no JSON")).toBeNull();
  });
});

describe("what one connection writes", () => {
  const row = { name: "s", theme: "cut", does: "", must: "", why: "", answers: [] } as const;
  const numbers = (answer: Partial<StreamAnswer>, cursor: string | null, sent = 0) => {
    const stream = servedStream(row, 1, seed);
    stream.sent = sent;
    const steps = stepsOf(row, { kind: "stream", ...answer }, stream, cursor);
    return steps.flatMap((step) => (step.kind === "event" ? [step.n] : []));
  };
  test.each([
    { claim: "everything", answer: {}, cursor: null, is: [0, 1, 2, 3, 4, 5] },
    { claim: "what comes behind the cursor", answer: {}, cursor: "4", is: [4, 5] },
    { claim: "everything, for a cursor that is not known", answer: {}, cursor: "99", is: [0, 1, 2, 3, 4, 5] },
    { claim: "up to the cut", answer: { upTo: 3 }, cursor: "2", is: [2] },
    { claim: "nothing, where the cut is behind the cursor", answer: { upTo: 3 }, cursor: "3", is: [] },
    { claim: "two again, where it overlaps", answer: { from: "overlap" }, cursor: "4", is: [2, 3, 4, 5] },
    { claim: "what was not sent, whatever the cursor", answer: { from: "next" }, cursor: null, sent: 4, is: [4, 5] },
  ] as const)("is $claim", ({ answer, cursor, is, ...more }) => {
    expect(numbers(answer, cursor, "sent" in more ? more.sent : 0)).toEqual(is);
  });
});

test("rows have names of their own", () => {
  expect(new Set(clientRows.map(({ name }) => name)).size).toBe(clientRows.length);
});
