import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SseEvent } from "../../sse/sse-event.ts";
import { createSseParser } from "../../sse/sse-parser.ts";
import type { Out } from "../liar.ts";
import { type Block, blockOf, createBlockReader } from "../proxy/block.ts";
import type { ProxiedConnection } from "../proxy/proxied-request.ts";
import { honestLie } from "../random-plans/honest-lie.ts";
import type { Form, Pieces } from "../random-plans/honest-plan.ts";

const forms: Form[] = ["plain", "crlf", "cr", "comments", "odd-fields"];
const cuts: Pieces[] = ["whole", "bytes", "in-characters", "any"];
const connection: ProxiedConnection = {
  kind: "start",
  stream: "s",
  replayed: null,
  request: { kind: "start", method: "POST", path: "/", headers: {}, body: Buffer.alloc(0) },
};

/** The events that a reader gets from these blocks in this form, split into these pieces. */
function readAs(blocks: readonly Block[], form: Form, pieces: Pieces, seed: number) {
  const lie = honestLie({ streams: [], form, pieces, bom: seed % 2 === 0, seed });
  const chop = lie.pieces?.(connection) ?? ((bytes: Buffer) => [bytes]);
  const read: Pick<SseEvent, "id" | "type" | "data">[] = [];
  const parser = createSseParser({
    onEvent: ({ id, hasId, type, data }) => read.push({ id: hasId ? id : "", type, data }),
  });
  const out = {
    send: (...sent: readonly Block[]) => {
      for (const block of sent) for (const piece of chop(block.raw)) parser.push(piece);
    },
  } as Out;
  const filter = lie.events?.(connection);
  for (const block of blocks) filter?.block(block, out);
  return read;
}

const block = fc
  .record({ id: fc.option(fc.nat(999)), text: fc.string({ unit: "binary", maxLength: 30 }) })
  .map(({ id, text }) =>
    blockOf({ id: id === null ? null : String(id), type: "stage", data: JSON.stringify({ text }) }),
  );

describe("every form and every cut", () => {
  test.each(forms.flatMap((form) => cuts.map((pieces) => [form, pieces] as const)))(
    "%s, %s: a reader gets the same events",
    (form, pieces) => {
      fc.assert(
        fc.property(fc.array(block, { maxLength: 5 }), fc.nat(), (blocks, seed) => {
          const wanted = blocks.map(({ id, type, data }) => ({ id: id ?? "", type, data }));
          expect(readAs(blocks, form, pieces, seed)).toEqual(wanted);
        }),
        { numRuns: 50 },
      );
    },
  );
});

test("blocks are found again whatever the chunks", () => {
  fc.assert(
    fc.property(fc.array(block, { maxLength: 5 }), fc.integer({ min: 1, max: 40 }), (blocks, size) => {
      const bytes = Buffer.concat(blocks.map((each) => each.raw));
      const read: Block[] = [];
      const take = createBlockReader((each) => read.push(each));
      for (let at = 0; at < bytes.length; at += size) take(bytes.subarray(at, at + size));
      expect(read).toEqual(blocks);
    }),
  );
});
