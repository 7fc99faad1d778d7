import { expect, test } from "vitest";
import { ConnectionSeqs } from "./connection-seqs.ts";

test.each([
  { claim: "an id at the cursor is sent twice", cursor: 3, came: [4], seq: 3, twice: true },
  { claim: "an id that came is sent twice", cursor: 3, came: [4, 5], seq: 4, twice: true },
  { claim: "the next id is not", cursor: 3, came: [4, 5], seq: 6, twice: false },
  { claim: "a skipped id is late", cursor: 3, came: [4, 6], seq: 5, twice: false },
  { claim: "on a start every id is new", cursor: -1, came: [], seq: 0, twice: false },
])("$claim", ({ cursor, came, seq, twice }) => {
  const seqs = new ConnectionSeqs(cursor);
  for (const each of came) seqs.add(each);
  expect(seqs.isSentTwice(seq)).toBe(twice);
});

test("a skipped id may come late once", () => {
  const seqs = new ConnectionSeqs(-1);
  seqs.add(2);
  expect([seqs.isSentTwice(1), seqs.isSentTwice(1)]).toEqual([false, true]);
});
