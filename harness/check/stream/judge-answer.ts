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
  } else if (protocol.refusals !== null && status !== 200 && !protocol.refusals[conn.kind].includes(status)) {
    found.push({
      kind: "unexpected-status",
      code: "unknown-status",
      status,
      text: `The answer to a ${conn.kind} was ${status}.`,
    });
  } else if (conn.kind === "resume") {
    const expired = protocol.refusals?.expired ?? null; // null: no document says which refusals are right
    const wrong =
      judgeProbed(conn, answer, { name, expired }) ?? judgeExpired(conn, answer, { name, startedAt, expired });
    if (wrong) found.push(wrong);
  }
  return found;
}

type Expired = RefusalTerms["expired"] | null;

/** Judges the answer to a request that had to be refused: a probe, or one that came too late on purpose. */
function judgeProbed(
  conn: ConnRecord,
  { status, code }: AnswerRecord,
  { name, expired }: { readonly name: string; readonly expired: Expired },
): ToldFinding | null {
  const isLate = conn.intent === "late";
  const must = isLate ? (expired ? [expired] : []) : (conn.must ?? []);
  if (must.length === 0 || must.some((each) => each.status === status && each.code === code)) return null;
  const what = isLate ? "an expired token" : `a request that is "${conn.probe ?? "forged"}"`;
  const right = must.map((each) => `${each.status} ${each.code}`).join(" or ");
  return status === 200
    ? { kind: "wrongly-accepted", code: "accepted-forbidden", status, text: `200 to ${what}; it must be ${right}.` }
    : { kind: "wrongly-refused", code: "refused-otherwise", status, text: `${name} to ${what}; it must be ${right}.` };
}

/** Judges a refusal that calls a user's token expired. */
function judgeExpired(
  conn: ConnRecord,
  { code }: AnswerRecord,
  { name, startedAt, expired }: { readonly name: string; readonly startedAt: number; readonly expired: Expired },
): ToldFinding | null {
  if (expired === null || code !== expired.code || conn.intent !== "return" || !conn.token) return null;
  const leftMs = conn.token.exp * 1_000 - (startedAt + conn.at);
  if (leftMs <= clockToleranceMs) return null;
  const leftSec = Math.round(leftMs / 1_000);
  const text = `${name} to a token with ${leftSec} s of life left.`;
  return { kind: "wrongly-refused", code: "expired-too-early", leftSec, text };
}
