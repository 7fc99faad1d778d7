import { expect, test } from "vitest";
import { all, type Case, cutAfter3, judged, start } from "../testing/judged-history.ts";
import { dataOf } from "../testing/records.ts";

const halfCounts = { "half-event": "It may count.", "cursor-too-new": "It may count." };

const deliveries: readonly Case[] = [
  {
    claim: "each event once is right",
    history: start()
      .events(...all)
      .end("end"),
    kinds: [],
  },
  { claim: "an event that never came is lost", history: start().sent(0).events(1, 2, 3, 4, 5).end(), kinds: ["lost"] },
  {
    claim: "an event that came twice is duplicated",
    history: start()
      .events(...all)
      .got(2)
      .end(),
    kinds: ["duplicated"],
  },
  {
    claim: "an event behind a later one is reordered",
    history: start().sent(0).sent(1).got(1).got(0).events(2, 3, 4, 5).end(),
    kinds: ["reordered"],
  },
  {
    claim: "not where each came by a POST of its own, which may overtake another",
    history: start().sent(0).sent(1).got(1, { post: 0 }).got(0, { post: 1 }).events(2, 3, 4, 5).end(),
    kinds: [],
  },
  {
    claim: "but where one POST brought both",
    history: start().sent(0).sent(1).got(1, { post: 0 }).got(0, { post: 0 }).events(2, 3, 4, 5).end(),
    kinds: ["reordered"],
  },
  {
    claim: "other data is corrupted",
    history: start()
      .events(...all)
      .got(dataOf(3).replace("text 3", "test 3")),
    kinds: ["corrupted"],
  },
  {
    claim: "no event at all is corrupted",
    history: start()
      .events(...all)
      .got("what?"),
    kinds: ["corrupted"],
  },
  {
    claim: "another stream's event is foreign",
    history: start()
      .events(...all)
      .got(dataOf(3).replace("r/1", "x/1")),
    kinds: ["foreign"],
  },
  {
    claim: "a wrong type is corrupted",
    history: start().sent(0).got(0, { event: "x" }).events(1, 2, 3, 4, 5),
    kinds: ["corrupted"],
  },
  {
    claim: "a wrong id is corrupted",
    history: start().sent(0).got(0, { id: "9" }).events(1, 2, 3, 4, 5),
    kinds: ["corrupted"],
  },
  {
    claim: "no id and no type are as good",
    history: start().sent(0).got(0, { id: null, event: null }).events(1, 2, 3, 4, 5),
    kinds: [],
  },
  {
    claim: "a part of an event that was cut is half an event",
    history: cutAfter3().half(3).got(dataOf(3).slice(0, 12)).request({ cursor: "3" }).stream().events(3, 4, 5),
    kinds: ["half-event"],
  },
  {
    claim: "so is its whole data without its blank line",
    history: start().events(0, 1, 2).half(3).got(3).end().request({ cursor: "3" }).stream().events(3, 4, 5),
    kinds: ["half-event", "duplicated"],
  },
  {
    claim: "a half that became the cursor and never came is lost",
    history: start().events(0, 1, 2).half(3).end().request({ cursor: "4" }).stream().events(4, 5),
    kinds: ["cursor-too-new", "lost"],
  },
  {
    claim: "a half that is left open is no failure where it counts once",
    history: start().events(0, 1, 2).half(3).got(3).end("end").request({ cursor: "4" }).stream().events(4, 5),
    row: { leftOpen: halfCounts },
    kinds: [],
  },
  {
    claim: "and is one where it came twice",
    history: start().events(0, 1, 2).half(3).got(3).end("end").request({ cursor: "3" }).stream().events(3, 4, 5),
    row: { leftOpen: halfCounts },
    kinds: ["duplicated"],
  },
  {
    claim: "nothing is judged of a client that reports nothing",
    history: start().sent(0).sent(5).end(),
    reports: false,
    kinds: [],
  },
  {
    claim: "an event of a type to which nobody listens is not owed",
    history: start().sent(0, { event: "named" }).events(1, 2, 3, 4, 5),
    kinds: [],
  },
];

test.each(deliveries)("$claim", (each) => {
  expect(judged(each).findings.map(({ kind }) => kind)).toEqual(each.kinds);
});
