import { describe, expect, test } from "vitest";
import { FLAG } from "../../history/event-flags.ts";
import type { HistoryRecord } from "../../history/records.ts";
import { describedProtocol } from "../../protocols/description/described-protocol.ts";
import { link } from "../../protocols/draft-graph/chain.ts";
import { draftGraph } from "../../protocols/draft-graph/draft-graph.ts";
import type { Protocol } from "../../protocols/protocol.ts";
import type { ConnLine, K6Line } from "./lines.ts";
import { K6Records } from "./records.ts";

const startedAt = 1_700_000_000_000;
const claims = { request_id: "r-1", seq: 1, expires_at: 1_700_000_900, kid: "k1" };
const token = `${Buffer.from(JSON.stringify(claims)).toString("base64url")}.`;
const opening = `id: 0\nevent: stage\ndata: {"stage":"DRAFTING"}\n\nid: 1\nevent: resume\ndata: {"token":"${token}"}\n\n`;

/** The body of a whole stream's payloads, by their place. */
function payloads(count: number): { readonly at: (index: number) => string; readonly final: string } {
  let chain = "r-1";
  const events = Array.from({ length: count }, (_, index) => {
    const text = `text ${index} \u2028 😀`;
    chain = link(chain, text);
    const data = JSON.stringify({ stage: "DRAFTING", payload: { index, total: count, text, chain } });
    return `id: ${index + 2}\nevent: stage\ndata: ${data}\n\n`;
  });
  const data = JSON.stringify({ stage: "COMPLETE", payload: { graph: {}, total: count, chain } });
  return { at: (index) => events[index] ?? "", final: `id: ${count + 2}\nevent: stage\ndata: ${data}\n\n` };
}

const stream = payloads(3);
const lane: K6Line = { k: "lane", lane: 0, lanes: 1, shard: { index: 0, of: 1 }, startedAt: startedAt + 100 };

function conn(c: number, changes: Partial<ConnLine>): ConnLine {
  return {
    k: "conn",
    s: 4,
    c,
    role: "cut",
    streamDue: 10,
    kind: c === 0 ? "start" : "resume",
    ...(c === 0 ? {} : { intent: "return", retry: 0, from: 2 }),
    due: startedAt + 110,
    at: startedAt + 111,
    ended: startedAt + 500,
    target: "http://127.0.0.1:1",
    cut: false,
    status: 200,
    headers: { "content-type": "text/event-stream; charset=utf-8", "x-correlation-id": "r-1" },
    firstByteMs: 4,
    body: "",
    ...changes,
  };
}

const cutStart = conn(0, { cut: true, status: 0, error: "request timeout", headers: {}, body: opening + stream.at(0) });
const rest = conn(1, { body: stream.at(1) + stream.at(2) + stream.final });

function convert(lines: readonly K6Line[], protocol: Protocol = draftGraph) {
  const written: HistoryRecord[] = [];
  const records = new K6Records({ write: (record) => written.push(record) }, startedAt, protocol);
  for (const line of lines) records.add(line);
  const of = <K extends HistoryRecord["k"]>(kind: K) =>
    written.filter((record): record is Extract<HistoryRecord, { k: K }> => record.k === kind);
  return { records, of };
}

describe("a body becomes events", () => {
  test("all with the time of the body's end, each chain proved across the cut", () => {
    const { of } = convert([lane, cutStart, rest]);
    expect(of("ev").map(({ seq, idx, fl, at }) => ({ seq, idx, fl, at }))).toEqual([
      { seq: [0, 1, 2], idx: [-1, -1, 0], fl: [0, 32, 1], at: [500, 500, 500] },
      { seq: [3, 4, 5], idx: [1, 2, 3], fl: [1, 1, 1 + 8], at: [500, 500, 500] },
    ]);
    expect(of("close").map(({ why, events }) => [why, events])).toEqual([
      ["cut", 3],
      ["complete", 3],
    ]);
  });

  test("a changed text, a missing event and a half event show as in our own engine", () => {
    const changed = conn(1, { body: stream.at(1).replace("text 1", "text 9") + stream.at(2) });
    const flags = convert([lane, cutStart, changed]).of("ev")[1]?.fl ?? [];
    expect(flags.map((each) => each & (FLAG.linked | FLAG.unlinked))).toEqual([FLAG.unlinked, FLAG.linked]);
    const gap = conn(1, { body: stream.at(2) + stream.final.slice(0, -1) });
    const [only] = convert([lane, cutStart, gap]).of("ev").slice(1);
    expect(only?.seq).toEqual([4]);
    expect((only?.fl[0] ?? 0) & FLAG.unlinked).toBe(FLAG.unlinked);
  });

  test("the token's claims go into the history, and with the next attempt", () => {
    const { of } = convert([lane, cutStart, rest]);
    const seen = { seq: 1, exp: 1_700_000_900, kid: "k1" };
    expect(of("token")).toMatchObject([seen]);
    expect(of("conn").map((each) => each.token)).toEqual([undefined, seen]);
  });

  test("times count from the face's start; the plan's from when k6 began", () => {
    const { of } = convert([lane, cutStart, rest]);
    expect(of("stream")).toEqual([{ k: "stream", s: 4, role: "cut", due: 110 }]);
    expect(of("answer").map(({ at }) => at)).toEqual([115, 115]);
  });
});

test("what follows a word that the cursor is too old is not read, as our own engine leaves there", () => {
  const described = describedProtocol("test", {
    open: { get: "/events" },
    cursor: { from: "id", send: { header: "Last-Event-ID" } },
    end: [{ event: "done" }],
    gone: [{ event: "stale" }],
    proof: [{ number: "id", from: 1 }],
  });
  const body = (...ids: number[]) => ids.map((id) => `id: ${id}\ndata: x\n\n`).join("");
  const before = conn(0, { cut: true, body: body(1, 2) });
  const { of } = convert([lane, before, conn(1, { body: `event: stale\ndata: x\n\n${body(30, 31)}` })], described);
  expect(of("ev").map(({ seq }) => seq)).toEqual([[0, 1], [-1]]);
  expect(of("close").map(({ why, events }) => [why, events])).toEqual([
    ["cut", 2],
    ["refused", 1],
  ]);
});

test("a close that the protocol lets a server make at any time is recorded as our own engine records it", () => {
  const described = describedProtocol("test", {
    open: { get: "/events" },
    cursor: { from: "id", send: { header: "Last-Event-ID" } },
    end: [{ event: "done" }],
    closes: "anytime",
    proof: [{ number: "id", from: 1 }],
  });
  const bodies = ["", "id: 1\ndata: x\n\n", "", "id: 2\ndata: x\n\nid: 3\nda"];
  const { of } = convert([lane, ...bodies.map((body, c) => conn(c, { body }))], described);
  expect(of("close").map(({ why, resumable }) => [why, resumable])).toEqual([
    ["closed", undefined],
    ["closed", true],
    ["closed", true],
    ["closed", undefined],
  ]);
});

describe("what k6 cannot see is counted, not invented", () => {
  test("an answer whose head the cut took along is known by its body", () => {
    const { of, records } = convert([lane, cutStart]);
    expect(of("answer")[0]).toMatchObject({ status: 200, type: "text/event-stream" });
    expect(of("answer")[0]).not.toHaveProperty("rid");
    expect(records.blind).toEqual({ headsLost: 1, emptyCuts: 0 });
  });

  test("a cut before anything came counts as withdrawn", () => {
    const empty = conn(1, { cut: true, status: 0, error: "request timeout", headers: {}, body: "" });
    const { of, records } = convert([lane, cutStart, empty]);
    expect(of("conn")[1]?.intent).toBe("withdrawn");
    expect(records.blind.emptyCuts).toBe(1);
  });

  test("a start that was cut before its token came cannot be resumed", () => {
    const early = conn(0, { cut: true, empty: true, status: 0, headers: {}, body: opening.slice(0, 60) });
    const { of } = convert([lane, early]);
    expect(of("stream")[0]?.role).toBe("orphan");
    expect(of("ev")).toEqual([]);
  });

  test.each([
    {
      claim: "a refusal keeps its code",
      line: { status: 410, body: '{"schema":"error.v1","code":"RESUME_TOKEN_EXPIRED"}' },
      why: "refused",
    },
    { claim: "no connection is an error", line: { status: 0, headers: {}, error: "connection refused" }, why: "error" },
    {
      claim: "our patience is a timeout",
      line: { status: 0, headers: {}, error: "nothing more came within 9 ms" },
      why: "timeout",
    },
    { claim: "an end without the last event is closed", line: { body: stream.at(1) }, why: "closed" },
  ])("$claim", ({ line, why }) => {
    const headers = line.status === 410 ? { "content-type": "application/json" } : {};
    const { of } = convert([lane, cutStart, conn(1, { ...(line.status === 410 ? { headers } : {}), ...line })]);
    expect(of("close")[1]?.why).toBe(why);
    if (line.status === 410) expect(of("answer")[1]?.code).toBe("RESUME_TOKEN_EXPIRED");
  });
});

describe("an incomplete log is reported", () => {
  const end = (lines: number): K6Line => ({ k: "lane-end", lane: 0, lines, lateP99Ms: 3 });
  const done: K6Line = { k: "done", s: 4, at: startedAt + 501, outcome: "complete" };
  test.each([
    { claim: "nothing", lines: [], says: "k6 logged nothing" },
    { claim: "a whole log", lines: [lane, cutStart, rest, done, end(4)], says: null },
    { claim: "a lost line", lines: [lane, cutStart, done, end(4)], says: "1 of 4 lines are missing" },
    {
      claim: "a VU that had not finished",
      lines: [lane, cutStart],
      says: "1 of 1 VUs had not finished (1 streams were open)",
    },
    { claim: "a VU that logged nothing", lines: [{ ...lane, lanes: 2 }, end(1)], says: "1 of 2 VUs logged nothing" },
  ])("$claim", ({ lines, says }) => {
    const { records, of } = convert(lines as K6Line[]);
    expect(records.finish(600)).toBe(says);
    if (says?.includes("open")) expect(of("done")[0]?.outcome).toBe("aborted");
  });
});
