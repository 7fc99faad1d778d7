import { expect, test } from "vitest";
import { all, type Case, cutAfter3, judged, start } from "../testing/judged-history.ts";
import { LabHistory } from "../testing/records.ts";

const cursors: readonly Case[] = [
  {
    claim: "the last whole event's id is right",
    history: cutAfter3().request({ cursor: "3" }).stream().events(3, 4, 5),
    kinds: [],
  },
  { claim: "none is missing", history: cutAfter3().request().stream().events(3, 4, 5), kinds: ["cursor-missing"] },
  {
    claim: "an older one is stale",
    history: cutAfter3().request({ cursor: "2" }).stream().events(3, 4, 5),
    kinds: ["cursor-stale"],
  },
  {
    claim: "the one of the start is right before the first event",
    history: new LabHistory({ startCursor: "0" })
      .request({ cursor: "0" })
      .stream()
      .end()
      .request({ cursor: "0" })
      .stream()
      .events(...all),
    kinds: [],
  },
  {
    claim: "and stale behind it",
    history: new LabHistory({ startCursor: "0" })
      .request({ cursor: "0" })
      .stream()
      .events(0, 1, 2)
      .end()
      .request({ cursor: "0" })
      .stream()
      .events(3, 4, 5),
    kinds: ["cursor-stale"],
  },
  {
    claim: "none is missing after a refusal, where a request can only resume",
    history: cutAfter3()
      .request({ cursor: "3", resumes: true })
      .refuse(200, "open")
      .request({ resumes: true })
      .stream()
      .events(3, 4, 5),
    kinds: ["cursor-missing"],
  },
  {
    claim: "none is missing after a connection without an answer",
    history: cutAfter3()
      .request({ cursor: "3" })
      .refuse(0, "open")
      .request()
      .refuse(0, "open")
      .request({ cursor: "3" })
      .stream()
      .events(3, 4, 5),
    kinds: ["cursor-missing"],
  },
  {
    claim: "none is a new stream after an answer that refuses",
    history: cutAfter3().request({ cursor: "3" }).refuse(404, "open").request().stream().events(3, 4, 5),
    kinds: [],
  },
  {
    claim: "that of half an event is too new",
    history: start().events(0, 1, 2).half(3).end().request({ cursor: "4" }).stream().events(3, 4, 5),
    kinds: ["cursor-too-new"],
  },
  {
    claim: "one that nobody sent is too new",
    history: cutAfter3().request({ cursor: "x" }).stream().events(3, 4, 5),
    kinds: ["cursor-too-new"],
  },
  {
    claim: "none is right after an empty id",
    history: start().events(0, 1).sent(2, { lastId: "" }).got(2).end().request().stream().events(3, 4, 5),
    kinds: [],
  },
  {
    claim: "an older one is wrong after an empty id",
    history: start()
      .events(0, 1)
      .sent(2, { lastId: "" })
      .got(2)
      .end()
      .request({ cursor: "2" })
      .stream()
      .events(3, 4, 5),
    kinds: ["cursor-stale"],
  },
  {
    claim: "a client that had no time to read everything may send an older one",
    history: start().events(0, 1).sent(2).end("cut", "waited").got(2).request({ cursor: "2" }).stream().events(3, 4, 5),
    kinds: [],
  },
  {
    claim: "a new connection without ids keeps the cursor, or resets it",
    history: cutAfter3()
      .request({ cursor: "3" })
      .stream()
      .sent(3, { hasId: false, lastId: "3" })
      .got(3)
      .end()
      .request()
      .stream()
      .events(4, 5),
    kinds: [],
  },
];

test.each(cursors)("$claim", (each) => {
  expect(judged(each).findings.map(({ kind }) => kind)).toEqual(each.kinds);
});
