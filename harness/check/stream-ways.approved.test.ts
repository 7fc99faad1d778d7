import { describe, expect, test } from "vitest";
import { faceRecords, type MadeFace } from "../gate/testing/history.ts";
import { FLAG } from "../history/event-flags.ts";
import type { AnswerRecord, ConnRecord, HistoryRecord } from "../history/records.ts";
import { factsOf } from "./testing/facts.ts";

/**
 * What is judged of a stream for each way in which its connections can go, as files to read (see
 * `delivery.approved.test.ts`).
 */
type Part = readonly [name: string, records: (c: number, at: number) => HistoryRecord[]];
type Close = Extract<HistoryRecord, { k: "close" }>["why"];

const s = 7;
const exp = 1_700_000_900;
const answer = (extra: Partial<AnswerRecord>) => (c: number, at: number) =>
  ({ k: "answer", s, c, at: at + 2, status: 200, type: "text/event-stream", rid: "r", ...extra }) as HistoryRecord;
const refusal = (status: number, code: string, extra: Partial<AnswerRecord> = {}) =>
  answer({ status, type: "application/json", code, ...extra });

const answers: Readonly<Record<string, (c: number, at: number) => HistoryRecord>> = {
  live: answer({ mode: "live" }),
  unmarked: answer({}),
  replay: answer({ mode: "replay" }),
  partial: answer({ partial: true, mode: "live" }),
  html: answer({ type: "text/html" }),
  wait: refusal(404, "STREAM_STATE_NOT_FOUND", { reason: "redis_unavailable", retryAfterMs: 100 }),
  unknown: refusal(404, "STREAM_STATE_NOT_FOUND", { reason: "unknown_stream" }),
  trimmed: refusal(410, "BUFFER_TRIMMED"),
  expired: refusal(410, "RESUME_TOKEN_EXPIRED"),
  internal: refusal(500, "INTERNAL"),
  down: refusal(503, "SHUTTING_DOWN", { retryAfterMs: 100 }),
};

/** Columns of events by seq, with flags that are added. */
const events =
  (seqs: readonly number[], extra: Readonly<Record<number, number>> = {}, step = 1) =>
  (c: number, at: number) => {
    const flags = seqs.map((seq) => {
      const chain = seq < 2 ? (seq === 1 ? FLAG.token : 0) : FLAG.linked;
      return extra[seq] ?? chain | (seq === 6 ? FLAG.final : 0);
    });
    const idx = seqs.map((seq) => (seq < 2 ? -1 : seq - 2));
    return {
      k: "ev",
      s,
      c,
      seq: [...seqs],
      at: seqs.map((_, i) => at + 5 + i * step),
      idx,
      fl: flags,
    } as HistoryRecord;
  };
const bodies: Readonly<Record<string, ((c: number, at: number) => HistoryRecord) | null>> = {
  none: null,
  begin: events([0, 1, 2, 3]),
  "begin, slowly": events([0, 1, 2, 3], {}, 20_000),
  "begin, no token": events([0]),
  "begin, no resume": events([0, 2], { 2: FLAG.linked | FLAG.resumeUnavailable }),
  all: events([0, 1, 2, 3, 4, 5, 6]),
  rest: events([4, 5, 6]),
  "rest, again": events([2, 3, 4, 5, 6], { 2: FLAG.linked | FLAG.dropped, 3: FLAG.linked | FLAG.dropped }),
  again: events([2, 3], { 2: FLAG.linked | FLAG.dropped, 3: FLAG.linked | FLAG.dropped }),
  "rest, a hole": events([4, 6], { 6: FLAG.unlinked | FLAG.final }),
  "rest, payloads gone": events([4, 5, 6], { 4: FLAG.payloadTrimmed, 5: FLAG.linked | FLAG.payloadTrimmed }),
  last: events([6], { 6: FLAG.unlinked | FLAG.final }),
  "last, dropped": events([6], { 6: FLAG.linked | FLAG.final | FLAG.dropped }),
  some: events([4]),
};

/** One connection: what was asked, answered, read, and how it ended; with a number for its name. */
function connection(
  what: Partial<ConnRecord>,
  answered: string | null,
  body: string,
  why: Close,
  { shown = "", count }: { shown?: string; count?: number } = {},
): Part {
  const name = `${what.kind ?? "resume"}${shown} ${answered ?? "no answer"}${body === "none" ? "" : `, ${body}`}, ${why}`;
  return [
    name,
    (c, at) => {
      const read = bodies[body]?.(c, at) ?? null;
      const asked = { k: "conn", s, c, kind: "resume", due: at, at: at + 1, instance: "a", ...what } as ConnRecord;
      const answerRecord =
        answered === null ? [] : [(answers[answered] as (c: number, at: number) => HistoryRecord)(c, at)];
      const close = {
        k: "close",
        s,
        c,
        at: at + 50,
        why,
        bytes: 1,
        events: count ?? (read?.k === "ev" ? read.seq.length : 0),
      };
      return [asked, ...answerRecord, ...(read ? [read] : []), close as HistoryRecord];
    },
  ];
}

const start = (answered: string | null, body: string, why: Close, more = {}) =>
  connection({ kind: "start", due: 12 }, answered, body, why, more);
const token = { seq: 1, exp, kid: "k" };
const back = (answered: string | null, body: string, why: Close, what: Partial<ConnRecord> = {}) => {
  const { intent = "return", retry = 0, from = 3 } = what;
  const shown = `${intent === "return" ? "" : ` (${intent})`}${retry > 0 ? ` (retry ${retry})` : ""}${from === 3 ? "" : ` from ${from}`}`;
  return connection({ kind: "resume", intent, retry, from, token, ...what }, answered, body, why, { shown });
};
type Done = "complete" | "partial" | "gave-up" | "orphaned" | "aborted";

function way(parts: readonly Part[], outcome: Done, made: MadeFace & { role?: "cut" | "uncut" | "late" } = {}): string {
  const { role = "cut", ...face } = made;
  const records: HistoryRecord[] = [
    { k: "stream", s, role, due: 12 },
    ...parts.flatMap(([, make], i) => make(i, 100 * (i + 1))),
    { k: "done", s, at: 900, outcome },
  ];
  const told: string[] = [];
  const expect404 = { symptoms: [{ kind: "refused", status: 404, code: "STREAM_STATE_NOT_FOUND" }] } as const;
  const { totals } = factsOf(faceRecords(records, { expect: expect404, ...face }), {
    attempt({ at, answer: name, ...is }) {
      const what = Object.entries(is).flatMap(([key, yes]) => (yes ? [key] : []));
      told.push(`${at} ${name}: ${what.join(" ") || "nothing"}`);
    },
    reconnected: (ms, at) => told.push(`back after ${ms} at ${at}`),
    firstEvent: (ms, at) => told.push(`first event after ${ms} at ${at}`),
  });
  const { findings, tolerated, answers: names, ...sums } = totals;
  const { payloads: _payloads, proofs: _proofs, plannedStreams: _planned, startErrors: _startErrors, ...more } = sums;
  const { returnsRefused: _returnsRefused, ...counts } = more;
  const numbers = Object.entries(counts)
    .filter(([, count]) => count !== 0)
    .map(([key, count]) => `${key} ${count}`);
  const rows = [
    ...findings.first().map(({ kind, seq, text, requestId }) => `${kind} ${seq} ${requestId ?? "?"}: ${text}`),
    ...tolerated.first().map(({ kind, text }) => `tolerated ${kind}: ${text}`),
    ...totals
      .outlines()
      .map(({ bars }) => `outline ${bars.map(({ findings: marks }) => `[${marks.join(" ")}]`).join(" ")}`),
    told.join(", ") || "nothing told",
    [...numbers, ...[...names].map(([name, count]) => `"${name}" ${count}`)].join(", "),
  ];
  return [
    `# ${parts.map(([name]) => name).join(" → ")} → ${outcome}${role === "cut" ? "" : ` (${role})`}`,
    ...rows,
  ].join("\n  ");
}

const cut = start("unmarked", "begin", "cut");
const closes: readonly Close[] = ["complete", "cut", "closed", "error", "timeout", "aborted"];

const groups: readonly { readonly name: string; readonly ways: () => string[] }[] = [
  {
    name: "starts",
    ways: () => [
      ...["begin", "all", "none", "begin, no token", "begin, no resume", "begin, slowly"].flatMap((body) =>
        closes.map((why) => way([start("unmarked", body, why)], why === "complete" ? "complete" : "gave-up")),
      ),
      ...["html", "internal", "down", "wait", "expired"].flatMap((name) =>
        (["refused", "cut", "aborted"] as const).map((why) => way([start(name, "none", why)], "gave-up")),
      ),
      ...(["refused", "error", "timeout", "aborted", "cut"] as const).map((why) =>
        way([start(null, "none", why)], "gave-up"),
      ),
      way([start("unmarked", "all", "complete")], "complete", { role: "uncut" }),
      way([start("unmarked", "begin", "error")], "gave-up", { role: "uncut" }),
      way([start("unmarked", "begin", "aborted")], "aborted", { role: "uncut" }),
      way([start("unmarked", "begin, no token", "cut")], "orphaned"),
      way([start("unmarked", "begin", "cut", { count: 9 })], "gave-up"),
      way([start("unmarked", "begin, no resume", "cut")], "gave-up", { expect: { tolerate: ["unresumable"] } }),
    ],
  },
  {
    name: "resumes",
    ways: () => [
      ...["live", "replay", "partial", "unmarked"].flatMap((name) =>
        ["rest", "some", "none"].flatMap((body) =>
          closes.map((why) =>
            way(
              [cut, back(name, body, why)],
              why === "complete" ? "complete" : why === "aborted" ? "aborted" : "gave-up",
            ),
          ),
        ),
      ),
      ...["rest, again", "rest, a hole", "rest, payloads gone", "last", "last, dropped"].flatMap((body) =>
        ["live", "partial"].map((name) =>
          way([cut, back(name, body, "complete")], name === "partial" ? "partial" : "complete"),
        ),
      ),
      ...["html", "wait", "unknown", "trimmed", "expired", "internal", "down"].flatMap((name) => [
        way([cut, back(name, "none", "refused")], "gave-up"),
        way([cut, back(name, "none", "refused")], "aborted"),
      ]),
      ...(["error", "timeout", "aborted", "refused"] as const).map((why) =>
        way([cut, back(null, "none", why)], "gave-up"),
      ),
      ...[-1, 0, 2].map((from) => way([cut, back("live", "rest, again", "complete", { from })], "complete")),
    ],
  },
  {
    name: "intents",
    ways: () => [
      ...(["withdrawn", "probe", "late"] as const).flatMap((intent) =>
        ["live", "expired", "wait", "html"].map((name) => {
          const must =
            intent === "probe"
              ? {
                  must: [
                    { status: 410, code: "RESUME_TOKEN_EXPIRED" },
                    { status: 401, code: "RESUME_TOKEN_INVALID" },
                  ],
                }
              : {};
          const body = name === "live" ? "rest" : "none";
          return way([cut, back(name, body, body === "rest" ? "cut" : "refused", { intent, ...must })], "gave-up", {
            role: intent === "late" ? "late" : "cut",
          });
        }),
      ),
      ...["withdrawn", "probe"].map((intent) =>
        way(
          [cut, back("live", "rest", "cut", { intent: intent as "probe" }), back("live", "rest", "complete")],
          "complete",
        ),
      ),
      way([cut, back(null, "none", "cut", { intent: "withdrawn" }), back("live", "rest", "complete")], "complete"),
      way([cut, back("wait", "none", "refused"), back("live", "rest", "complete", { retry: 1 })], "complete"),
      way([cut, back("wait", "none", "refused"), back("live", "rest", "complete", { retry: 0 })], "complete"),
      way([cut, back("wait", "none", "refused"), back("wait", "none", "refused", { retry: 1 })], "gave-up"),
      way([cut, back("wait", "none", "refused"), back("wait", "none", "refused", { retry: 1 })], "aborted"),
      way(
        [
          cut,
          back("wait", "none", "refused"),
          back("live", "rest", "cut", { intent: "withdrawn" }),
          back("live", "rest", "complete"),
        ],
        "complete",
      ),
      way(
        [
          cut,
          back("wait", "none", "refused"),
          back("expired", "none", "refused", {
            intent: "probe",
            must: [{ status: 410, code: "RESUME_TOKEN_EXPIRED" }],
          }),
        ],
        "gave-up",
      ),
      way([cut, back("unknown", "none", "refused"), back("live", "rest", "complete")], "complete"),
      way([cut, back("live", "some", "cut"), back("live", "rest", "complete", { from: 4 })], "complete"),
      way(
        [cut, back("live", "again", "cut", { from: 1 }), back("live", "rest, again", "complete", { from: 1 })],
        "complete",
      ),
      way(
        [
          cut,
          back("live", "some", "error"),
          back("down", "none", "refused"),
          back("live", "none", "timeout", { retry: 1 }),
        ],
        "gave-up",
      ),
    ],
  },
  {
    name: "promises",
    ways: () => [
      ...["live", "partial"].flatMap((name) =>
        ["rest", "last"].map((body) =>
          way([cut, back(name, body, "complete")], "partial", { expect: { graphSuffices: true } }),
        ),
      ),
      way([cut, back("unknown", "none", "refused")], "gave-up", { expect: { graphSuffices: true } }),
      way([cut, back("partial", "none", "closed")], "gave-up", { expect: { graphSuffices: true } }),
      ...(["lost-connection", "disproved", "found", "partial"] as const).flatMap((kind) =>
        (["error", "timeout", "closed", "complete"] as const).map((why) =>
          way(
            [cut, back(why === "complete" ? "partial" : "live", why === "complete" ? "last" : "some", why)],
            "gave-up",
            {
              expect: { symptoms: [{ kind, fault: "x", finding: "lost" } as never] },
            },
          ),
        ),
      ),
      ...["redis_unavailable", "unknown_stream"].map((reason) =>
        way([cut, back("unknown", "none", "refused")], "gave-up", {
          expect: { symptoms: [{ kind: "refused", status: 404, code: "STREAM_STATE_NOT_FOUND", reason }] },
        }),
      ),
    ],
  },
];

describe("what the judge says of each way in which connections go", () => {
  test.each(groups)("$name", async ({ name, ways }) => {
    await expect(`${ways().join("\n\n")}\n`).toMatchFileSnapshot(`approved/ways-${name}.txt`);
  });
});
