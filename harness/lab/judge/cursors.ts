import type { LabHead, LabRecord } from "../history/records.ts";
import { type Connection, connectionsOf, named, wasOpenAt } from "./connections.ts";
import { type ClientFinding, list, shownText } from "./findings.ts";

/** What a client may send as its cursor after all that it got so far; "" stands for none. */
interface Allowed {
  readonly ids: ReadonlySet<string>;
}

/** Ids that were sent: with whole events, and with the halves of events. */
interface Sent {
  readonly whole: Set<string>;
  readonly half: Set<string>;
}

/**
 * Judges `Last-Event-ID`: it is the id of the last event that came as a whole, at each request (HTML standard, 9.2.4).
 *
 * Lenient where the client may not have read all that was sent, and where the standard and the browsers differ: a new connection
 * whose events have no id keeps the old cursor, or sets it to the empty string.
 */
export function judgeCursors(records: readonly LabRecord[]): ClientFinding[] {
  const findings: ClientFinding[] = [];
  const { cursorName = "Last-Event-ID", startCursor } = headOf(records);
  const atStart = startCursor === undefined ? [] : [startCursor];
  const nothing: Allowed = { ids: new Set(["", ...atStart]) };
  const sent: Sent = { whole: new Set(atStart), half: new Set() };
  let allowed = nothing;
  let before: Connection | null = null;
  const connections = connectionsOf(records);
  for (const connection of connections) {
    if (before && mayStartAnew(before, connection)) allowed = nothing;
    const finding =
      judgeNewStream(connection, before, allowed, sent) ?? judgeOne(connection, allowed, sent, cursorName);
    if (finding) findings.push(finding);
    const isAlone = connections.every((other) => other === connection || !areTogether(connection, other));
    allowed = after(connection, allowed, isAlone && !mayHaveMissed(connection, records));
    for (const { lastId } of connection.sent) if (lastId !== "") sent.whole.add(lastId);
    if (connection.half) sent.half.add(connection.half.id);
    before = connection;
  }
  return findings;
}

function headOf(records: readonly LabRecord[]): Partial<LabHead> {
  return records.find((record) => record.k === "head") ?? {};
}

/**
 * After a refusal a client that comes without a cursor has begun a new stream, but not where only the old one is resumed. A connection
 * without an answer is no refusal: the client goes on with its cursor (HTML standard, 9.2.3).
 */
function mayStartAnew({ answer }: Connection, { request }: Connection): boolean {
  return (
    !request.resumes &&
    request.cursor === null &&
    answer?.answer?.kind === "refusal" &&
    answer.status !== 0 &&
    answer.answer.after !== "come-back"
  );
}

/** A new stream where the old one could be gone on with: the client knows enough of it, and nobody refused it. */
function judgeNewStream(connection: Connection, before: Connection | null, { ids }: Allowed, { whole }: Sent) {
  const { request, answer } = connection;
  const knows = whole.size === 0 || !ids.has(""); // a protocol without cursors needs none
  const isOver = before?.answer?.answer?.kind === "stream" && !wasOpenAt(before, request.at);
  const wasCut = isOver && before.sent.length > 0;
  if (!request.opens || !wasCut || !knows || answer?.answer === undefined) return null;
  const text = `${upper(named(connection))} started a new stream where the old one could be resumed.`;
  return { kind: "cursor-missing", text, at: request.at, request: request.r } satisfies ClientFinding;
}

function judgeOne(connection: Connection, { ids }: Allowed, sent: Sent, name: string): ClientFinding | null {
  const { request, answer } = connection;
  const { cursor, at, r } = request;
  if (ids.has(cursor ?? "")) return null;
  if (answer && answer.answer === undefined) return null; // the stream is through; only the 204 is left to say
  const wanted = list([...ids].map((id) => (id === "" ? "none" : shownText(id))));
  if (cursor === null) {
    const text = `${upper(named(connection))} came without ${name}; the last whole event had ${wanted}.`;
    return { kind: "cursor-missing", text, at, request: r };
  }
  if (sent.whole.has(cursor)) {
    const text = `${upper(named(connection))} came with ${name} ${shownText(cursor)}, which is out of date: wanted is ${wanted}.`;
    return { kind: "cursor-stale", text, at, request: r };
  }
  const why = sent.half.has(cursor) ? "its event was cut in half and must not count" : "no event with it was sent";
  const text = `${upper(named(connection))} came with ${name} ${shownText(cursor)}: ${why}; wanted is ${wanted}.`;
  return { kind: "cursor-too-new", text, at, request: r };
}

/** Two streams that are open at once: each has a cursor of its own. */
function areTogether(one: Connection, other: Connection): boolean {
  return wasOpenAt(one, other.request.at) && wasOpenAt(other, one.request.at);
}

/** @param isKnown the client has got all that was sent on this connection, and had no other one beside it */
function after(connection: Connection, before: Allowed, isKnown: boolean): Allowed {
  let ids = new Set(before.ids);
  let named = false;
  for (const { hasId, lastId } of connection.sent) {
    if (hasId) {
      ids = new Set([lastId]);
      named = true;
    } else if (!named) ids.add("");
  }
  if (isKnown) return { ids };
  return { ids: new Set([...before.ids, ...ids, ...connection.sent.map(({ lastId }) => lastId)]) };
}

/** Whether the client may have read less than was sent when its connection ended. */
function mayHaveMissed({ end, sent }: Connection, records: readonly LabRecord[]): boolean {
  if (end === null || end.settled === "no" || end.how === "client") return true;
  if (end.settled === "reported") return false;
  const data = new Set(sent.map((each) => each.data));
  return records.some((record) => record.k === "got" && record.at > end.at && data.has(record.data));
}

export function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
