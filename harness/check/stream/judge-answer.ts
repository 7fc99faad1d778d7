import type { FaceInfo } from "../../history/face-info.ts";
import type { AnswerRecord, ConnRecord } from "../../history/records.ts";
import type { RefusalTerms } from "../../history/terms.ts";
import type { ToldFinding } from "../findings.ts";
import { type Connection, isStream } from "./connection.ts";

/** A server's clock and ours may differ by this much, and expiry is kept in whole seconds. */
const clockToleranceMs = 2_000;

/** What is wrong with an answer by itself, before its events are looked at. */
export function judgeAnswer(
  { conn, answer }: Connection,
  { startedAt, protocol }: Pick<FaceInfo, "startedAt" | "protocol">,
): ToldFinding[] {
  if (!answer) return [];
  const found: ToldFinding[] = [];
  const { status } = answer;
  const name = answer.code ? `${answer.status} ${answer.code}` : String(answer.status);
  if (answer.leak)
    found.push({
      kind: "leaked",
      code: "secret-in-body",
      status,
      text: `The body of a ${name} holds a ${answer.leak}.`,
    });
  if (answer.status === 200 && !isStream(answer)) {
    found.push({ kind: "not-a-stream", code: "wrong-type", text: `A 200 came with Content-Type "${answer.type}".` });
  } else if (protocol.refusals === null) {
    return found; // no document says which refusals are right; what a client lost by one is judged elsewhere
  } else if (answer.status !== 200 && !protocol.refusals[conn.kind].includes(answer.status)) {
    found.push({
      kind: "unexpected-status",
      code: "unknown-status",
      status,
      text: `The answer to a ${conn.kind} was ${answer.status}.`,
    });
  } else {
    const wrong = conn.kind === "resume" ? judgeRefusal(conn, answer, { name, startedAt, ...protocol.refusals }) : null;
    if (wrong) found.push(wrong);
  }
  return found;
}

function judgeRefusal(
  conn: ConnRecord,
  answer: AnswerRecord,
  { name, startedAt, expired }: Pick<RefusalTerms, "expired"> & { readonly name: string; readonly startedAt: number },
): ToldFinding | null {
  const { status } = answer;
  const must = conn.intent === "late" ? [expired] : (conn.must ?? []);
  const what = conn.intent === "late" ? "an expired token" : `a request that is "${conn.probe ?? "forged"}"`;
  if (must.length > 0) {
    const right = must.map((each) => `${each.status} ${each.code}`).join(" or ");
    if (answer.status === 200)
      return {
        kind: "wrongly-accepted",
        code: "accepted-forbidden",
        status,
        text: `200 to ${what}; it must be ${right}.`,
      };
    if (must.some((each) => each.status === answer.status && each.code === answer.code)) return null;
    return {
      kind: "wrongly-refused",
      code: "refused-otherwise",
      status,
      text: `${name} to ${what}; it must be ${right}.`,
    };
  }
  const leftMs = conn.token ? conn.token.exp * 1_000 - (startedAt + conn.at) : 0;
  if (answer.code === expired.code && conn.intent === "return" && leftMs > clockToleranceMs) {
    const leftSec = Math.round(leftMs / 1_000);
    const text = `${name} to a token with ${leftSec} s of life left.`;
    return { kind: "wrongly-refused", code: "expired-too-early", leftSec, text };
  }
  return null;
}
