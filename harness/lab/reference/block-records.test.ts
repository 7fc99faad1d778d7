import fc from "fast-check";
import { expect, test } from "vitest";
import { TokenBook } from "../stage/token-book.ts";
import { BlockReader } from "./block-reader.ts";
import { blockRecords } from "./block-records.ts";

const read = (text: string, tokens = new TokenBook()) => blockRecords(text, { r: 0, at: 0, of: "s", tokens });

test.each([
  { claim: "a heartbeat is nothing", text: ": heartbeat\n\n", seen: [] },
  {
    claim: "the opening is every stream's",
    text: 'event: stage\nid: 0\ndata: {"stage":"DRAFTING"}\n\n',
    seen: [{ k: "sent", n: 0, common: true, last: false }],
  },
  {
    claim: "a stored token is an event",
    text: 'event: resume\nid: 1\ndata: {"token":"t"}\n\n',
    seen: [{ k: "sent", n: 1, token: 0 }],
  },
  {
    claim: "a fresh token is the connection's",
    text: 'event: resume\ndata: {"token":"t"}\n\n',
    seen: [{ k: "aside", token: 0 }],
  },
  {
    claim: "COMPLETE is the last",
    text: 'event: stage\nid: 9\ndata: {"stage":"COMPLETE","payload":{"graph":{}}}\n\n',
    seen: [{ k: "sent", n: 9, last: true }],
  },
])("$claim", ({ text, seen }) => {
  expect(read(text).records).toMatchObject(seen);
});

test("tokens are counted in the order in which they came", () => {
  const tokens = new TokenBook();
  for (const token of ["a", "b"]) read(`event: resume\ndata: {"token":"${token}"}\n\n`, tokens);
  expect([tokens.indexOf("a"), tokens.indexOf("b"), tokens.indexOf("c"), tokens.newest]).toEqual([0, 1, -1, 1]);
});

test("blocks come out whole, wherever the bytes are split", () => {
  const blocks = [": heartbeat\n\n", "id: 1\ndata: größer 🙂\n\n", "data: x\ndata: y\n\n"];
  const bytes = Buffer.from(`${blocks.join("")}data: not yet`, "utf8");
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 40 }), (sizes) => {
      const reader = new BlockReader();
      const got: string[] = [];
      let at = 0;
      for (const size of [...sizes, bytes.length]) {
        got.push(...reader.push(bytes.subarray(at, at + size)).map(String));
        at += size;
      }
      expect(got).toEqual(blocks);
    }),
  );
});
