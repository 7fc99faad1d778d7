import { expect, test } from "vitest";
import { all, type Case, cutAfter3, judged, start } from "../testing/judged-history.ts";
import { LabHistory } from "../testing/records.ts";

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

test.each(requests)("$claim", (each) => {
  expect(judged(each).findings.map(({ kind }) => kind)).toEqual(each.kinds);
});

test("beginning anew after a refusal that the standard leaves open is told, and is no failure", () => {
  const history = cutAfter3()
    .request({ cursor: "3" })
    .refuse(404, "open")
    .request()
    .stream()
    .events(...all);
  const verdict = judged({ claim: "", history, kinds: [], row: { leftOpen: { duplicated: "" } } });
  expect(verdict.leftOpen[0]).toMatchObject({ what: "after 404", text: expect.stringContaining("began anew") });
  expect(verdict.verdict).toBe("left open");
});

test.each([
  { claim: "one that ended has stopped", ended: true, says: "It stopped at the answer 503." },
  { claim: "one that still runs may wait longer than the row", ended: false, says: "It had not asked again" },
])("$claim", ({ ended, says }) => {
  const history = new LabHistory().request().refuse(503, "open");
  const { leftOpen } = judged({ claim: "", history: ended ? history.ended() : history, kinds: [] });
  expect(leftOpen[0]?.text).toContain(says);
});
