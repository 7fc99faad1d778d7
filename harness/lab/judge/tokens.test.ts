import { describe, expect, test } from "vitest";
import type { LabRecord } from "../history/records.ts";
import { LabHistory } from "../testing/records.ts";
import { judgeTokens } from "./tokens.ts";

/** A draft whose token is event 1, as a server sends it: the first token is counted as 0. */
const start = () => new LabHistory().request().stream().sent(0).sent(1, { token: 0 });
const resume = (token: number, cursor: string | null) => ({ resumes: true, token, cursor });

/** The same history with a fresh token of the connection's own before its record `at`, or at its end. */
function withFresh(records: readonly LabRecord[], token: number, at = records.length): LabRecord[] {
  return [...records.slice(0, at), { k: "aside", r: 0, at: 0, data: `token ${token}`, token }, ...records.slice(at)];
}

describe("tokens that a server issued", () => {
  test.each([
    { claim: "the newest is right", records: start().sent(2).end().request(resume(0, "3")).done(), kinds: [] },
    {
      claim: "an unknown one is not",
      records: start().end().request(resume(-1, "2")).done(),
      kinds: ["cursor-too-new"],
    },
    {
      claim: "an old id is stale",
      records: start().sent(2).end().request(resume(0, "2")).done(),
      kinds: ["cursor-stale"],
    },
    {
      claim: "an older id is fine for one that left by itself: how far it had read, nobody knows",
      records: start().sent(2).end("client", "no").request(resume(0, "2")).done(),
      kinds: [],
    },
    {
      claim: "a fresh token behind which an event came was read",
      records: withFresh(start().sent(2).end().request(resume(0, null)).done(), 1, 5),
      kinds: ["cursor-stale"],
    },
    {
      claim: "one that came last before the cut may not have been",
      records: withFresh(start().sent(2).end().request(resume(0, null)).done(), 1, 6),
      kinds: [],
    },
    {
      claim: "a new stream where the old one could be resumed is named",
      records: start().end().request().stream().done(),
      kinds: ["did-not-resume"],
    },
    {
      claim: "a new stream after a refusal that says so is right",
      records: start().end().request(resume(0, "2")).refuse(410, "start-anew").request().stream().done(),
      kinds: [],
    },
    {
      claim: "a new stream after one that says to come back is not",
      records: start().end().request(resume(0, "2")).refuse(404, "come-back", 1_000).request().stream().done(),
      kinds: ["did-not-resume"],
    },
    {
      claim: "without a token nothing could be resumed",
      records: new LabHistory().request().end().request().stream().sent(0).done(),
      kinds: [],
    },
  ])("$claim", ({ records, kinds }) => {
    expect(judgeTokens(records).map(({ kind }) => kind)).toEqual(kinds);
  });
});
