import type { ServerResponse } from "node:http";
import type { RefusalAnswer } from "../../../rows/client/row.ts";
import { retryAfterMs } from "../../engine/retry-after.ts";
import type { AnswerRecord } from "../history/records.ts";

/** What is written down of a refusal: also the wait that its `Retry-After` asks for. */
export function refusalRecord(r: number, at: number, answer: RefusalAnswer): AnswerRecord {
  const { status, headers = {} } = answer;
  const wait = Object.entries(headers).find(([name]) => name.toLowerCase() === "retry-after")?.[1];
  const waitMs = wait === undefined ? null : retryAfterMs(wait, Date.now());
  return { k: "ans", r, at, status, answer, retryAfterMs: waitMs };
}

/** Answers as the row says. `{moved}` in a header becomes that place. */
export function sendRefusal(response: ServerResponse, answer: RefusalAnswer, moved = ""): void {
  const { status, headers = {}, code, details = {}, body: text = "" } = answer;
  if (status === 0) {
    response.destroy();
    return;
  }
  const sent = Object.entries(headers).map(([name, value]) => [name, value.replaceAll("{moved}", moved)]);
  const type = code === undefined ? {} : { "content-type": "application/json" };
  const body = code === undefined ? text : JSON.stringify({ schema: "error.v1", code, message: code, details });
  response.writeHead(status, { ...type, ...Object.fromEntries(sent) }).end(body);
}
