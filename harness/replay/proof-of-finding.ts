import type { FindingDetail } from "../check/findings.ts";
import type { ProtocolTerms } from "../history/terms.ts";

type Code = FindingDetail["code"];

/** Findings that need no proof, with what shows them: an answer, an event, the clock, or how a connection ended. */
const plain: Partial<Record<Code, string>> = {
  "accepted-forbidden": "the answer",
  "refused-otherwise": "the answer",
  "expired-too-early": "the answer and the token's own time",
  "wrong-type": "the answer",
  unreadable: "the answer",
  "unknown-status": "the answer",
  "secret-in-body": "the answer",
  "no-token": "the events",
  "closed-early": "the connection's end",
  silent: "the clock",
  "read-limit": "the clock",
  "never-finished": "the stream's end",
  "not-readable": "the event itself",
  "other-bytes-again": "the event that came first under this id",
  "after-final": "the last event",
  "final-again": "the last event",
};

/** For findings that some proofs show best: these proofs, the best first. */
const best: Partial<Record<Code, readonly string[]>> = {
  "of-another-stream": ["marker", "publisher", "chain", "witness"],
  "document-differs": ["document"],
  "payloads-missing": ["chain", "publisher"],
  "payload-again": ["chain", "publisher"],
  "other-index": ["chain", "publisher"],
  "final-does-not-fit": ["chain", "publisher"],
  "other-content": ["chain", "publisher", "witness", "prefix"],
};
const usual = ["publisher", "chain", "number", "witness", "prefix", "id"];

/**
 * The proof that a finding rests on, by its name, or what else shows it.
 *
 * @param failed proofs that failed for the stream
 */
export function proofOfFinding(
  code: Code,
  { proof, idsAlone }: Pick<ProtocolTerms, "proof" | "idsAlone">,
  failed: ReadonlySet<string>,
): string {
  const known = plain[code];
  if (known !== undefined) return known;
  const held = [...proof, ...(idsAlone?.proof ?? [])].filter((name) => !failed.has(name));
  return [...(best[code] ?? []), ...usual].find((name) => held.includes(name)) ?? "the order of its events";
}
