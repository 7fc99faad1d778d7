import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { blockOf, blockWithoutId, isFinal, makeEntry, seqOf } from "./entry.ts";

const plain = { compress: false };
const deflated = { compress: true };
const stage = (payload: unknown) => `{"stage":"DRAFTING","payload":${JSON.stringify(payload)}}`;

describe("an entry", () => {
  test("is an SSE block with its seq as id", () => {
    const { block, stored } = makeEntry(3, "stage", '{"a":1}', plain);
    expect(block.toString()).toBe('id: 3\nevent: stage\ndata: {"a":1}\n\n');
    expect(stored).toBe(block);
  });

  test("an event of the connection has no id", () => {
    expect(blockWithoutId("resume", "{}")).toBe("event: resume\ndata: {}\n\n");
  });

  test("whatever its payload, it comes back byte for byte, compressed or not", () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.jsonValue(), fc.boolean(), (seq, payload, compress) => {
        const { block, stored } = makeEntry(seq, "stage", stage(payload), { compress });
        expect(blockOf(stored)?.equals(block)).toBe(true);
        expect(seqOf(stored)).toBe(seq);
      }),
    );
  });

  test("compressed, a large one is smaller, and readable up to the payload", () => {
    const { block, stored } = makeEntry(5, "stage", stage("many words ".repeat(100)), deflated);
    expect(stored.length).toBeLessThan(block.length / 5);
    expect(stored.toString("latin1")).toMatch(/^id: 5\nevent: stage\ndata: \{"stage":"DRAFTING","payload":/);
  });

  test("without a payload there is nothing to compress", () => {
    const { block, stored } = makeEntry(0, "stage", '{"stage":"DRAFTING"}', deflated);
    expect(stored.equals(block)).toBe(true);
  });

  test("a dropped payload is read as it is", () => {
    const short = Buffer.from('id: 5\nevent: stage\ndata: {"stage":"DRAFTING","payload":null,"trimmed":true}\n\n');
    expect(blockOf(short)).toBe(short);
  });

  test("one that somebody broke is unreadable, and no more than that", () => {
    const { stored } = makeEntry(5, "stage", stage("many words ".repeat(100)), deflated);
    expect(blockOf(stored.subarray(0, stored.length - 9))).toBeNull();
  });
});

describe("the last event", () => {
  test.each([
    { claim: "COMPLETE is it", data: '{"stage":"COMPLETE","payload":{}}', final: true },
    {
      claim: "also while Redis is away",
      data: '{"stage":"COMPLETE","resume":"unavailable","payload":{}}',
      final: true,
    },
    { claim: "DRAFTING is not", data: stage({}), final: false },
    { claim: "a payload that talks of it is not", data: stage({ text: 'data: {"stage":"COMPLETE"' }), final: false },
    { claim: "a payload that is it is not", data: stage({ stage: "COMPLETE" }), final: false },
  ])("$claim", ({ data, final }) => {
    for (const seq of [0, 999_999_999]) {
      const entry = makeEntry(seq, "stage", data, deflated);
      expect([entry.final, isFinal(entry.block), isFinal(entry.stored)]).toEqual([final, final, final]);
    }
  });
});
