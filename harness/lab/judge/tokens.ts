import type { LabRecord } from "../records.ts";
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
  for (const connection of connectionsOf(records)) {
    const { request } = connection;
    const finding = request.resumes
      ? judgeResume(connection, { newest, lastId, known })
      : judgeStart(connection, before, newest);
    if (finding) findings.push(finding);
    if (!request.resumes) {
      lastId = null;
      known = new Set();
    }
    if (connection.answer?.status === 200) newest++;
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
}

function judgeResume(connection: Connection, { newest, lastId, known }: Held): ClientFinding | null {
  const { token, cursor, at, r } = connection.request;
  const who = upper(named(connection));
  if (token === undefined) {
    return { kind: "cursor-missing", text: `${who} resumed without X-Resume-Token.`, at, request: r };
  }
  if (token < 0) {
    return { kind: "cursor-too-new", text: `${who} came with a resume token that was never issued.`, at, request: r };
  }
  if (cursor !== null && cursor !== lastId) {
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
  return { kind: "cursor-missing", text, at, request: r };
}
