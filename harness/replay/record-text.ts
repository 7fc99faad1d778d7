import type { JudgedAttempt } from "../check/observer.ts";
import type { AnswerRecord, CloseRecord, ConnRecord, DoneRecord } from "../history/records.ts";
import type { Item } from "./timeline-item.ts";

/** Records in words. A token is shown by its claims; no record holds its signature. */

export function requestName({ kind, intent }: ConnRecord): string {
  return kind === "resume" && intent !== undefined && intent !== "return" ? intent : kind;
}

/** `startedAt`: the face's start, Unix milliseconds. */
export function requestText(conn: ConnRecord, startedAt: number): string {
  const parts = [`#${conn.c} to ${conn.instance}`];
  if (conn.kind === "resume") {
    parts.push(conn.from === undefined || conn.from < 0 ? "no Last-Event-ID" : `Last-Event-ID ${conn.from}`);
    if (conn.token) parts.push(`token ${claimsText(conn.token, startedAt + conn.at)}`);
  }
  if (conn.intent === "probe") {
    const must = (conn.must ?? []).map(({ status, code }) => `${status} ${code}`).join(" or ");
    parts.push(`a request that is "${conn.probe ?? "wrong"}"${must === "" ? "" : `: must be ${must}`}`);
  }
  if (conn.intent === "late") parts.push("too late on purpose");
  if (conn.retry) parts.push(`try ${conn.retry + 1}`);
  if (conn.at - conn.due >= 5) parts.push(`${Math.round(conn.at - conn.due)} ms after it was due`);
  return parts.join(", ");
}

/** `now`: Unix milliseconds. */
export function claimsText(
  token: { readonly seq: number; readonly exp: number; readonly kid: string },
  now: number,
): string {
  const left = Math.round(token.exp - now / 1_000);
  const end = new Date(token.exp * 1_000);
  const isDate = !Number.isNaN(end.getTime()); // a server may write any number into its tokens
  const until = isDate ? end.toISOString().replace(".000Z", "Z") : `${token.exp} s`;
  const life = left >= 0 ? `${left} s left` : `expired ${-left} s ago`;
  return `seq ${token.seq}, until ${until} (${life}), kid ${token.kid || "none"}`;
}

export function answerText(record: AnswerRecord): string {
  const parts = [record.code ?? record.type];
  if (record.reason !== undefined) parts.push(record.reason);
  if (record.gone) parts.push("says that what the client wants is gone");
  if (record.partial) parts.push("partial recovery");
  if (record.mode !== undefined) parts.push(`mode ${record.mode}`);
  if (record.retryAfterMs !== undefined) parts.push(`Retry-After ${record.retryAfterMs / 1_000} s`);
  if (record.leak) parts.push(`holds a ${record.leak}`);
  return parts.filter((part) => part !== "").join(", ");
}

export function moodOf({ status }: AnswerRecord): NonNullable<Item["mood"]> {
  return status === 200 ? "good" : "bad";
}

export function closeName({ why }: CloseRecord): string {
  return why === "cut" ? "cut" : "closed";
}

const reasons: Readonly<Record<CloseRecord["why"], string>> = {
  complete: "the stream is at its end",
  cut: "by us, as planned",
  aborted: "by us: the run stopped",
  closed: "by the server, before the last event",
  refused: "the server did not go on",
  error: "the connection broke",
  timeout: "by us: a limit passed",
};

export function closeText({ why, bytes, error, resumable }: CloseRecord): string {
  const reason = resumable ? "by the server, which may do so at any time and go on later" : reasons[why];
  return `${reason}${error === undefined ? "" : ` (${error})`}, ${bytes.toLocaleString("en")} bytes`;
}

export function moodOfClose({ why, resumable }: CloseRecord): NonNullable<Item["mood"]> {
  return why === "complete" ? "good" : why === "cut" || why === "aborted" || resumable ? "quiet" : "bad";
}

export function attemptText({ eligible, success, refused }: JudgedAttempt): [string, NonNullable<Item["mood"]>] {
  if (!eligible) return ["not eligible, so counted in no rate", "quiet"];
  return success ? ["as a success", "good"] : [`as a failure${refused ? " (refused)" : ""}`, "bad"];
}

const outcomes: Readonly<Record<DoneRecord["outcome"], string>> = {
  complete: "Its client reached the end.",
  partial: "Its client has the final graph; events between are missing.",
  "gave-up": "Its client gave up.",
  orphaned: "Its client does not come back, as planned.",
  aborted: "The run stopped.",
};

export function outcomeText(how: DoneRecord["outcome"]): string {
  return outcomes[how];
}
