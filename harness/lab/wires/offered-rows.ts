import type { Answer, ClientRow } from "../../../rows/client/row.ts";
import type { OfferedRows } from "./wire.ts";

/** What makes a protocol's rows of those for event streams. */
export interface RowRules {
  /** The reason for each row, or theme, that the protocol cannot have. */
  readonly notOffered: Readonly<Record<string, string>>;
  /** The type of its events, in place of ids. Absent: its cursor is the event's id. Empty: they have neither. */
  readonly type?: string;
  /** Its streams may name a pause by `retry:`. */
  readonly retry: boolean;
  /** Findings of a row that the protocol leaves open, with the reason. */
  readonly leftOpen?: Readonly<Record<string, NonNullable<ClientRow["leftOpen"]>>>;
  /** The status by which it says that a stream cannot be gone on with. */
  readonly gone?: number;
}

const usualBlock = "id: {id}\ndata: {data}\n\n";
const jsonReason = "Each event of the protocol holds JSON, which does not tell this.";

/** Rows that no protocol has whose events hold JSON and whose streams have names of their own. */
const noneHas: Readonly<Record<string, string>> = {
  "form-two-spaces": jsonReason,
  "form-empty-data": jsonReason,
  "form-types": "The protocol gives its events their types.",
  "301-at-start": "A POST that is answered 301 may become a GET (RFC 9110, 15.4.2).",
  "204-at-start": "The protocol has no such answer here.",
  "426-at-start": "It is an answer of the draft-graph contract.",
  "426-at-resume": "It is an answer of the draft-graph contract.",
  "410-at-start": "The protocol has no such answer here.",
  overlap: "The protocol's servers send what follows the cursor.",
  restarted: "The protocol's streams have names of their own.",
  many: "--clients is for event-source, draft-graph and described protocols.",
};
const noRetry = "The protocol says nothing of retry:.";
const withoutRetry = { retry: noRetry, "retry-changed": noRetry, "retry-invalid": noRetry };

export function offeredRows(rows: readonly ClientRow[], rules: RowRules): OfferedRows {
  const { retry, gone } = rules;
  const reasons: Readonly<Record<string, string>> = {
    ...noneHas,
    ...(retry ? {} : withoutRetry),
    ...(gone === 404
      ? { "404-at-resume": "404 says that the stream is gone; the row 410-at-resume is about that." }
      : {}),
    ...rules.notOffered,
  };
  const reasonOf = ({ name, theme }: ClientRow) => reasons[name] ?? reasons[theme];
  return {
    rows: rows.filter((row) => reasonOf(row) === undefined).map((row) => asSpoken(row, rules)),
    notOffered: rows.flatMap((row) => {
      const reason = reasonOf(row);
      return reason === undefined ? [] : [{ row: row.name, reason }];
    }),
  };
}

function asSpoken(row: ClientRow, rules: RowRules): ClientRow {
  const blocks = (row.form?.blocks ?? [usualBlock]).map((block) => labelled(block, rules));
  const { gone = 410 } = rules;
  const isGone = row.name === "410-at-resume";
  const leftOpen = { ...row.leftOpen, ...rules.leftOpen?.[row.name] };
  return {
    ...row,
    does: isGone ? row.does.replace("410", String(gone)) : row.does,
    must: rules.type === undefined ? row.must : row.must.replace("the id of", "the cursor of"),
    why: isGone ? row.why.replace("410", String(gone)) : row.why,
    form: { ...row.form, blocks },
    answers: row.answers.map((answer) => answeredAs(answer, rules)),
    leftOpen,
  };
}

/** The line with the id becomes that of the type, in the same form. */
function labelled(block: string, { type }: RowRules): string {
  if (type === undefined) return block;
  return block.replace(/^id:( ?)\{id\}(\r\n|\r|\n)/m, (_, space: string, end: string) =>
    type === "" ? "" : `event:${space}${type}${end}`,
  );
}

function answeredAs(answer: Answer, { retry, gone = 410 }: RowRules): Answer {
  if (answer.kind === "stream") return retry ? answer : { ...answer, retryMs: null };
  if (answer.after === "start-anew") return { ...answer, status: gone };
  const isMoved = answer.status === 301 || answer.status === 307;
  return isMoved ? { ...answer, after: "open" } : answer; // no protocol says that its clients follow a redirect
}
