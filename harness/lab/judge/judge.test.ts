import { describe, expect, test } from "vitest";
import type { ClientRow } from "../../../rows/client/row.ts";
import { dataOf, LabHistory } from "../testing/records.ts";
import { judgeRow } from "./judge.ts";

const row: ClientRow = { name: "r", theme: "pause", does: "", must: "", why: "", answers: [], untilStop: true };
const all = [0, 1, 2, 3, 4, 5] as const;
const start = () => new LabHistory().request().stream();
const cutAfter3 = () => start().events(0, 1, 2).end();

interface Case {
  readonly claim: string;
  readonly history: LabHistory;
  readonly kinds: readonly string[];
  readonly row?: Partial<ClientRow>;
  readonly mustStartAnew?: boolean;
  readonly reports?: boolean;
}

function judged({ history, row: more, mustStartAnew = false, reports = true }: Case) {
  return judgeRow({ ...row, ...more }, history.done(), { reports, mustStartAnew });
}

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

const requests: readonly Case[] = [
  { claim: "a client that ends after a cut gave up", history: cutAfter3().ended(), kinds: ["gave-up"] },
  { claim: "one that stays and does nothing hangs", history: cutAfter3(), kinds: ["hangs"] },
  {
    claim: "204 stops a client",
    history: start()
      .events(...all)
      .end("end")
      .request({ cursor: "6" })
      .through()
      .ended(),
    kinds: [],
  },
  {
    claim: "asking again after 204 is for good",
    history: start()
      .events(...all)
      .end("end")
      .request({ cursor: "6" })
      .through()
      .after(90)
      .request({ cursor: "6" })
      .through(),
    kinds: ["retried-for-good"],
  },
  {
    claim: "the old cursor after 410 is for good",
    history: cutAfter3()
      .request({ cursor: "3" })
      .refuse(410, "start-anew")
      .request({ cursor: "3" })
      .refuse(410, "start-anew"),
    kinds: ["retried-for-good"],
  },
  {
    claim: "a new stream after 410 is right",
    history: cutAfter3().request({ cursor: "3" }).refuse(410, "start-anew").request().stream().events(3, 4, 5),
    kinds: [],
    mustStartAnew: true,
  },
  {
    claim: "stopping at 410 is wrong where a new stream is due",
    history: cutAfter3().request({ cursor: "3" }).refuse(410, "start-anew").ended(),
    kinds: ["did-not-start-anew"],
    mustStartAnew: true,
  },
  {
    claim: "and left open elsewhere",
    history: cutAfter3().request({ cursor: "3" }).refuse(410, "start-anew").ended(),
    kinds: [],
  },
  {
    claim: "credentials that come once must come again",
    history: cutAfter3().request({ cursor: "3", credentials: "absent" }).stream().events(3, 4, 5),
    kinds: ["lost-credentials"],
  },
  {
    claim: "another method is a changed request",
    history: cutAfter3().request({ cursor: "3", method: "POST" }).stream().events(3, 4, 5),
    kinds: ["changed-request"],
  },
];

const pauses: readonly Case[] = [
  {
    claim: "as long as retry: asks for is right",
    history: start()
      .sent(0, { retryMs: 300 })
      .got(0)
      .events(1, 2)
      .end()
      .after(300)
      .request({ cursor: "3" })
      .stream()
      .events(3, 4, 5),
    kinds: [],
  },
  {
    claim: "shorter is too soon",
    history: start()
      .sent(0, { retryMs: 300 })
      .got(0)
      .events(1, 2)
      .end()
      .after(200)
      .request({ cursor: "3" })
      .stream()
      .events(3, 4, 5),
    kinds: ["came-too-soon"],
  },
  {
    claim: "shorter than Retry-After is too soon",
    history: new LabHistory()
      .request()
      .refuse(503, "open", 1_000)
      .after(800)
      .request()
      .stream()
      .events(...all),
    kinds: ["came-too-soon"],
  },
  {
    claim: "a client that left by itself may come back at once",
    history: start()
      .sent(0, { retryMs: 300 })
      .got(0)
      .end("client", "no")
      .request({ cursor: "1" })
      .stream()
      .events(1, 2, 3, 4, 5),
    kinds: [],
  },
  {
    claim: "eleven requests within a second hammer",
    history: Array.from({ length: 11 }).reduce<LabHistory>(
      (h) => h.request().refuse(500, "open").after(50),
      new LabHistory(),
    ),
    kinds: ["hammers"],
  },
  {
    claim: "ten do not",
    history: Array.from({ length: 10 }).reduce<LabHistory>(
      (h) => h.request().refuse(500, "open").after(50),
      new LabHistory(),
    ),
    kinds: [],
  },
];

describe.each([
  { what: "deliveries", cases: deliveries },
  { what: "cursors", cases: cursors },
  { what: "requests", cases: requests },
  { what: "pauses", cases: pauses },
])("$what", ({ cases }) => {
  test.each(cases)("$claim", (each) => {
    expect(judged(each).findings.map(({ kind }) => kind)).toEqual(each.kinds);
  });
});

test("what the row leaves open is told and is no failure", () => {
  const verdict = judged({
    claim: "",
    history: start()
      .events(...all)
      .got(2),
    kinds: [],
    row: { leftOpen: { duplicated: "The application drops it." } },
  });
  expect(verdict).toMatchObject({ verdict: "left open", findings: [], leftOpen: [{ what: "duplicated" }] });
});

test("a client that never asks is no failure and no pass", () => {
  const verdict = judged({ claim: "", history: new LabHistory().ended("exited with 1"), kinds: [] });
  expect(verdict).toMatchObject({ verdict: "inconclusive", reason: expect.stringContaining("exited with 1") });
});

test("what a client cannot report is named", () => {
  const history = new LabHistory().request({ credentials: "absent" }).stream().sent(5).end();
  expect(judged({ claim: "", history, kinds: [], reports: false }).notJudged).toHaveLength(2);
});

test.each([
  { claim: "pauses that stay are left open", factor: 1, verdict: "left open" },
  { claim: "pauses that grow are right", factor: 2, verdict: "pass" },
])("$claim", ({ factor, verdict }) => {
  const history = new LabHistory();
  for (let n = 0, pause = 150; n < 5; n++, pause *= factor) history.request().refuse(500, "open").after(pause);
  history
    .request()
    .stream()
    .events(...all);
  expect(judged({ claim: "", history, kinds: [] }).verdict).toBe(verdict);
});

test("a row that was cut short accuses nobody of what was still to come", () => {
  const records = cutAfter3().request({ cursor: "3" }).stream().sent(3).done("limit");
  const verdict = judgeRow({ ...row }, records, { reports: true, mustStartAnew: false });
  expect(verdict).toMatchObject({
    verdict: "inconclusive",
    findings: [],
    reason: expect.stringContaining("--patience"),
  });
});

test("a client that asks in a way that the lab does not play is not accused", () => {
  const history = cutAfter3().notPlayed("live=long-poll").ended("exited with 1");
  expect(judged({ claim: "", history, kinds: [] })).toMatchObject({
    verdict: "inconclusive",
    findings: [],
    reason: "It asked for live=long-poll, which the lab does not play.",
  });
});
