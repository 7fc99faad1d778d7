import type { RefusalAnswer } from "../../../rows/client/row.ts";
import type { ClientRecord, LabRecord } from "../history/records.ts";
import { judgeChanges } from "./changes.ts";
import { type Connection, connectionsOf, endedAt, named } from "./connections.ts";
import { upper } from "./cursors.ts";
import type { ClientFinding, LeftOpen } from "./findings.ts";

export interface RequestsJudged {
  readonly findings: readonly ClientFinding[];
  readonly leftOpen: readonly LeftOpen[];
}

export interface RequestRules {
  /** Whether the application has to start a new stream after a refusal that says so. */
  readonly mustStartAnew: boolean;
  /** Whether the 204 after the stream's end counts: it is the same in each row, so one row counts it. */
  readonly untilStop: boolean;
}

/** Judges whether the client came back where it had to, stayed away where it had to, and repeated its request. */
export function judgeRequests(records: readonly LabRecord[], rules: RequestRules): RequestsJudged {
  const connections = connectionsOf(records);
  const findings: ClientFinding[] = [];
  const leftOpen: LeftOpen[] = [];
  for (const [at, connection] of connections.entries()) {
    const later = connections.slice(at + 1);
    const judged = judgeAnswered(connection, later, { records, rules });
    if (judged && "kind" in judged) findings.push(judged);
    else if (judged) leftOpen.push(judged);
  }
  return { findings: oneOfEach([...findings, ...judgeChanges(connections)]), leftOpen: firstOfEach(leftOpen) };
}

interface Around {
  readonly records: readonly LabRecord[];
  readonly rules: RequestRules;
}

function judgeAnswered(connection: Connection, later: readonly Connection[], around: Around) {
  const { answer: record } = connection;
  const [next] = later;
  if (record === null) return null;
  const { answer, status } = record;
  if (answer === undefined && !around.rules.untilStop) return null;
  if (answer === undefined || (answer.kind === "refusal" && answer.after === "stop")) {
    return next ? retriedForGood(connection, next, status) : null;
  }
  if (answer.kind === "stream") {
    if (next || connection.sent.some(({ last }) => last) || connection.end === null) return null;
    return neverCameBack(connection, around.records);
  }
  return judgeRefused(connection, later, answer, around);
}

function judgeRefused(
  connection: Connection,
  later: readonly Connection[],
  { after, status }: RefusalAnswer,
  { records, rules }: Around,
): ClientFinding | LeftOpen | null {
  const [next] = later;
  if (after === "come-back") return next ? null : neverCameBack(connection, records);
  if (after === "open")
    return next ? beganAnew(connection, next) : { what: `after ${status}`, text: stoppedAt(status, records) };
  if (next && asksForTheSame(connection, next)) return retriedForGood(connection, next, status);
  if (next) return null;
  const text = `It got ${status} and did not start a new stream${wasThere(records)}.`;
  return rules.mustStartAnew
    ? { kind: "did-not-start-anew", text, at: null, request: connection.request.r }
    : { what: `after ${status}`, text };
}

/** One that still runs may only wait longer than the row did. */
function stoppedAt(status: number, records: readonly LabRecord[]): string {
  const isOver = clientEnd(records) !== null;
  return isOver
    ? `It stopped at the answer ${status}.`
    : `It had not asked again after the answer ${status} when the row was over.`;
}

/** A client that fails at a refusal may be made anew by its application, and has no cursor then (HTML standard, 9.2.3). */
function beganAnew({ request: first, answer }: Connection, { request: second }: Connection): LeftOpen | null {
  if (first.resumes || second.resumes || first.cursor === null || second.cursor !== null) return null;
  const status = answer?.status ?? 0;
  return { what: `after ${status}`, text: `It began anew after the answer ${status}, without its cursor.` };
}

/** Whether the second request wants to go on where the first one was refused. */
function asksForTheSame({ request: first }: Connection, { request: second }: Connection): boolean {
  if (first.resumes || second.resumes) return second.resumes;
  return second.cursor !== null && second.cursor === first.cursor;
}

function retriedForGood(connection: Connection, next: Connection, status: number): ClientFinding {
  const what = status === 204 ? "which tells clients to stop" : "which is final";
  const text = `${upper(named(connection))} was answered ${status}, ${what}; it asked again ${ms(next.request.at - endedAt(connection))} later.`;
  return { kind: "retried-for-good", text, at: next.request.at, request: next.request.r };
}

function neverCameBack(connection: Connection, records: readonly LabRecord[]): ClientFinding {
  const ended = clientEnd(records);
  const how = connection.end
    ? { cut: "was cut", end: "ended", reset: "was reset", silent: "fell silent", client: "was closed by it" }[
        connection.end.how
      ]
    : `was answered ${connection.answer?.status}`;
  const kind = ended === null ? "hangs" : "gave-up";
  const after = ended === null ? "and is still running" : `and its process ${ended.how}`;
  const text = `After ${named(connection)} ${how} it never came back, ${after}.`;
  return { kind, text, at: null, request: connection.request.r };
}

function clientEnd(records: readonly LabRecord[]): ClientRecord | null {
  return (records.find((record) => record.k === "client" && record.what === "ended") as ClientRecord | null) ?? null;
}

function wasThere(records: readonly LabRecord[]): string {
  const ended = clientEnd(records);
  return ended === null ? "" : `; its process ${ended.how}`;
}

/** The first finding of a kind says it; how many more there are stands behind it. */
export function oneOfEach(findings: readonly ClientFinding[]): ClientFinding[] {
  return findings.flatMap((finding, at) => {
    if (findings.findIndex(({ kind }) => kind === finding.kind) < at) return [];
    const more = findings.filter(({ kind }) => kind === finding.kind).length - 1;
    return [more === 0 ? finding : { ...finding, text: `${finding.text} (${more} more like it)` }];
  });
}

function firstOfEach(left: readonly LeftOpen[]): LeftOpen[] {
  return left.filter(({ what }, at) => left.findIndex((each) => each.what === what) === at);
}

export function ms(value: number): string {
  return value >= 1_000 ? `${(value / 1_000).toFixed(1)} s` : `${Math.round(value)} ms`;
}
