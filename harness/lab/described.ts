import type { Answer, ClientRow, Form } from "../../rows/client/row.ts";
import { errors, RefusalError } from "../errors.ts";
import {
  type EndRule,
  isDocument,
  isMarker,
  isNumber,
  isPublisher,
  type StreamDescription,
} from "../protocols/description/description.ts";
import type { OfferedRows } from "./wires/wire.ts";

const usualBlock = "id: {id}\ndata: {data}\n\n";
const withoutId = "data: {data}\n\n";
const usualEvents = 6;

/**
 * The rows as a described protocol has them: its cursor where it stands, its end behind the last event, its refusal where a cursor is
 * gone. Rows about ids are for protocols whose cursor is the event's id.
 *
 * @throws RefusalError (exit 2) for a protocol whose clients cannot be judged
 */
export function describedRows(rows: readonly ClientRow[], description: StreamDescription): OfferedRows {
  refuseUnjudged(description);
  const byId = description.cursor.from === "id";
  const isJson = holdsJson(description);
  const reasonOf = ({ name, theme }: ClientRow) => {
    if (!byId && (theme === "form" || theme === "cursor")) return "The protocol's cursor is not the event's id.";
    return isJson && name === "form-empty-data" ? "Each event of the protocol holds JSON, which is never empty." : null;
  };
  return {
    rows: rows.filter((row) => reasonOf(row) === null).map((row) => describedRow(row, description)),
    notOffered: rows.flatMap((row) => {
      const reason = reasonOf(row);
      return reason === null ? [] : [{ row: row.name, reason }];
    }),
  };
}

/** Whether a description reads its events' data as JSON, by a pointer anywhere. */
function holdsJson({ end = [], aside = [], gone = [], proof }: StreamDescription): boolean {
  const isPointer = (at: string) => at.startsWith("/");
  return (
    [...end, ...aside, ...gone].some((rule) => typeof rule === "object" && "pointer" in rule) ||
    proof.some(
      (each) =>
        isDocument(each) ||
        (isNumber(each) && [each.number].flat().some(isPointer)) ||
        (isMarker(each) && [each.marker].flat().some(isPointer)) ||
        (isPublisher(each) && each.at !== undefined),
    )
  );
}

function refuseUnjudged({ cursor, open, items }: StreamDescription): void {
  const { from } = cursor;
  if (items !== undefined || Object.values(open.take ?? {}).some((taken) => "event" in taken)) {
    throw new RefusalError(
      errors.badUsage(
        "Streams whose events hold several, or a value for later requests, cannot be served to a client yet.",
        "Leave --protocol out: the client is then tried with the HTML standard's streams.",
      ),
    );
  }
  if (from !== "none" && !(typeof from === "object" && "header" in from)) return;
  const what = from === "none" ? "A client without a cursor" : "A cursor that comes in a header of the answer";
  throw new RefusalError(
    errors.badUsage(
      `${what} cannot be judged yet.`,
      "Describe a cursor from id, data or count, or leave --protocol out.",
    ),
  );
}

function describedRow(row: ClientRow, description: StreamDescription): ClientRow {
  const { cursor, end = [] } = description;
  const events = row.events ?? usualEvents;
  const mark = end.find((rule) => typeof rule === "object" && !("status" in rule) && !("after" in rule));
  const blocks = cursor.from === "id" ? (row.form?.blocks ?? [usualBlock]) : [withoutId];
  const each = Array.from({ length: events }, (_, n) => blocks[Math.min(n, blocks.length - 1)] ?? "");
  const last = withEnd(each.at(-1) ?? "", mark);
  const places: NonNullable<Form["places"]> = {
    ...(typeof cursor.from === "object" && "data" in cursor.from ? { cursor: cursor.from.data } : {}),
    ...(typeof mark === "object" && "pointer" in mark ? { end: { equals: true, ...mark } } : {}),
  };
  return {
    ...row,
    events,
    form: { ...row.form, blocks: [...each.slice(0, -1), last], places },
    answers: row.answers.map((answer) => goneAs(answer, description)),
  };
}

/** The last event's block with the protocol's mark of the end: a type of its own, or an event behind it. */
function withEnd(block: string, mark: EndRule | undefined): string {
  if (typeof mark !== "object") return block;
  if ("event" in mark) return block.replace("data: {data}", `event: ${mark.event}\ndata: {data}`);
  return "data" in mark ? `${block}data: ${mark.data}\n\n` : block;
}

/** What is gone is refused as the protocol says it. */
function goneAs(answer: Answer, { gone = [] }: StreamDescription): Answer {
  if (answer.kind !== "refusal" || answer.after !== "start-anew") return answer;
  const statuses = gone.flatMap((rule) => ("status" in rule ? [rule.status].flat() : []));
  const [status = answer.status] = statuses.includes(answer.status) ? [answer.status] : statuses;
  return { ...answer, status };
}
