import type { ClientRow } from "../../../rows/client/row.ts";
import type { AnswerRecord, LabRecord } from "../history/records.ts";
import { connectionsOf } from "./connections.ts";

/**
 * Why a row that a real server answered shows nothing: the server did not give the answer that the row is about. Null where it did,
 * and where the lab played it.
 */
export function notShown({ resumes: answers = [], face }: ClientRow, records: readonly LabRecord[]): string | null {
  const [head] = records;
  if (head?.k !== "head" || head.answeredBy !== "reference server") return null;
  const connections = connectionsOf(records);
  const [first] = connections;
  const start = first?.answer?.answer;
  if (start?.kind === "refusal") {
    return `The reference server refused its first request: ${told(first?.answer as AnswerRecord)}. The contract says what a start needs.`;
  }
  const failed = records.find((record) => record.k === "cause" && record.what === "failed");
  if (failed?.k === "cause") return `The cause could not be made to happen: ${failed.text}`;
  const resumes = connections.filter(({ request }) => request.resumes);
  const resumed = resumes.find(({ answer }) => answer !== null) ?? resumes[0]; // it may have left before the answer, and asked again
  if (!resumed) return null;
  const back = resumed.answer;
  if (back === null) return "Its resume was not answered before the row was over.";
  const [wanted] = answers;
  const isWanted =
    wanted?.kind === "refusal"
      ? back.answer?.kind === "refusal" && back.status === wanted.status && back.answer.code === wanted.code
      : back.answer?.kind === "stream" && back.partial !== true;
  if (isWanted) return null;
  const what = wanted?.kind === "refusal" ? `${wanted.status} ${wanted.code ?? ""}` : "the rest of the stream";
  return `The reference server answered the resume with ${told(back)} in place of ${what}: ${face === "fixed" ? "the fix" : "the cause"} was not there when the client came back.`;
}

function told({ status, answer, partial }: AnswerRecord): string {
  if (answer?.kind === "stream") return partial ? "200 and the last event alone" : "200";
  return `${status} ${answer?.code ?? ""}`.trim();
}
