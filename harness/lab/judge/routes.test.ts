import { describe, expect, test } from "vitest";
import type { ClientRow } from "../../../rows/client/row.ts";
import type { LabRecord } from "../history/records.ts";
import { LabHistory } from "../testing/records.ts";
import { judgeRow } from "./judge.ts";

const row: ClientRow = { name: "r", theme: "cut", does: "", must: "", why: "", answers: [] };
const opened = () => new LabHistory().request({ opens: true }).stream();
const judged = (records: readonly LabRecord[]) => judgeRow(row, records, { reports: true, mustStartAnew: false });
const noCursor = { hasId: false, lastId: "" };

describe("a protocol with a route that makes streams", () => {
  test.each([
    {
      claim: "a new stream after a cut was not needed",
      history: opened().events(0, 1).end().request({ opens: true }).stream().events(2, 3, 4, 5),
      kinds: ["cursor-missing"],
    },
    {
      claim: "nor where the protocol has no cursor at all",
      history: opened().sent(0, noCursor).got(0).end().request({ opens: true }).stream().sent(5, noCursor).got(5),
      kinds: ["cursor-missing"],
    },
    {
      claim: "a client that may have read nothing has nothing to go on with",
      history: opened().sent(0).end("reset", "no").got(0).request({ opens: true }).stream().events(1, 2, 3, 4, 5),
      kinds: [],
    },
    {
      claim: "after a refusal a new stream is right",
      history: opened()
        .events(0, 1)
        .end()
        .request({ resumes: true, cursor: "2" })
        .refuse(404, "start-anew")
        .request({ opens: true })
        .stream()
        .events(2, 3, 4, 5),
      kinds: [],
    },
  ])("$claim", ({ history, kinds }) => {
    expect(judged(history.done()).findings.map(({ kind }) => kind)).toEqual(kinds);
  });
});

describe("a client that tells its events at its end", () => {
  const refused = () =>
    opened().sent(0).end("cut", "waited").request({ resumes: true, cursor: "1" }).refuse(503, "open");

  test("is not accused where the row was over while it waited", () => {
    const { findings, notJudged } = judged(refused().done("quiet"));
    expect(findings).toEqual([]);
    expect(notJudged[0]).toMatch(/^Deliveries:/);
  });

  test("is accused where it ended and had told of none", () => {
    expect(judged(refused().ended().done("client-ended")).findings.map(({ kind }) => kind)).toEqual(["lost"]);
  });
});
