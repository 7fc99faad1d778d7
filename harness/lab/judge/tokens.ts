import type { LabRecord } from "../history/records.ts";
import { type Connection, connectionsOf, named } from "./connections.ts";
import { upper } from "./cursors.ts";
import { type ClientFinding, shownText } from "./findings.ts";

/**
 * Judges what a client of draft-graph resumes with (contract, Resume): the newest token, and, if it sends one, the id of the
 * last whole event. After a cut it resumes; it starts a new stream only when it was told to.
 */
export function judgeTokens(records: readonly LabRecord[]): ClientFinding[] {
  const findings: ClientFinding[] = [];
  let newest = -1;
  let lastId: string | null = null;
  let known = new Set<string>();
  let before: Connection | null = null;
  const isCounted = records.some(
    (record) => (record.k === "sent" || record.k === "aside") && record.token !== undefined,
  );
  for (const connection of connectionsOf(records)) {
    const { request } = connection;
    const finding = request.resumes
      ? judgeResume(connection, { newest, lastId, known, unread: unreadIds(before) })
      : judgeStart(connection, before, newest);
    if (finding) findings.push(finding);
    if (!request.resumes) {
      lastId = null;
      known = new Set();
    }
    newest = isCounted
      ? Math.max(newest, newestIn(connection, records))
      : newest + (connection.answer?.status === 200 ? 1 : 0);
    for (const sent of connection.sent) {
      if (sent.hasId) lastId = sent.lastId;
      known.add(sent.lastId);
    }
    before = connection;
  }
  return findings;
}

interface Held {
  readonly newest: number;
  readonly lastId: string | null;
  readonly known: ReadonlySet<string>;
  /** Ids that it may have got last: it left by itself, and nobody knows how far it had read. */
  readonly unread: ReadonlySet<string>;
}

function unreadIds(before: Connection | null): ReadonlySet<string> {
  return new Set(before?.end?.how === "client" ? before.sent.map(({ lastId }) => lastId) : []);
}

/** The first token of a connection counts, and later ones behind which an event came: the last may not have been read before the cut. */
function newestIn({ request: { r } }: Connection, records: readonly LabRecord[]): number {
  const own = records.filter((record) => (record.k === "sent" || record.k === "aside") && record.r === r);
  const tokens = own.flatMap((record, at) => {
    if ((record.k !== "sent" && record.k !== "aside") || record.token === undefined) return [];
    return [{ token: record.token, isRead: own.slice(at + 1).some(({ k }) => k === "sent") }];
  });
  return tokens.reduce((most, { token, isRead }, at) => (at === 0 || isRead ? Math.max(most, token) : most), -1);
}

function judgeResume(connection: Connection, { newest, lastId, known, unread }: Held): ClientFinding | null {
  const { token, cursor, at, r } = connection.request;
  const who = upper(named(connection));
  if (token === undefined) {
    return { kind: "cursor-missing", text: `${who} resumed without X-Resume-Token.`, at, request: r };
  }
  if (token < 0) {
    return { kind: "cursor-too-new", text: `${who} came with a resume token that was never issued.`, at, request: r };
  }
  if (cursor !== null && cursor !== lastId && !unread.has(cursor)) {
    const kind = known.has(cursor) ? "cursor-stale" : "cursor-too-new";
    const wanted = lastId === null ? "none" : shownText(lastId);
    return { kind, text: `${who} came with Last-Event-ID ${shownText(cursor)}; wanted is ${wanted}.`, at, request: r };
  }
  if (token < newest && cursor === null) {
    const text = `${who} came with an old resume token and without Last-Event-ID; a newer one was issued since.`;
    return { kind: "cursor-stale", text, at, request: r };
  }
  return null;
}

function judgeStart(connection: Connection, before: Connection | null, newest: number): ClientFinding | null {
  if (before === null || newest < 0 || connection.answer?.answer === undefined) return null;
  const last = before.answer?.answer;
  if (last?.kind === "refusal" && last.after !== "come-back") return null;
  const { at, r } = connection.request;
  const text = `${upper(named(connection))} started a new stream where the old one could be resumed.`;
  return { kind: "did-not-resume", text, at, request: r };
}
