import type { FindingKind } from "../check/findings.ts";
import type { FaceResult } from "../gate/results.ts";
import type { Expect } from "./liar.ts";

/** What a self-test must know about a judged face. */
export interface Seen {
  readonly result: Pick<FaceResult, "gates" | "answers" | "verdict" | "reasons" | "ended">;
  readonly found: ReadonlyMap<FindingKind, number>;
  readonly lies: number;
}

/** Gates that are about the load generator, not about the server. */
const notOfTheServer = new Set(["loop_delay_p99_ms", "dropped_arrivals_rate", "late_arrivals_rate"]);

export function expectedText(expect: Expect): string {
  if ("legal" in expect) return "nothing";
  if ("gate" in expect) return `gate ${expect.gate}`;
  return "finding" in expect ? expect.finding : `refused ${expect.answer}`;
}

/** What was found and how often, in the words of `expectedText`. */
export function foundText(expect: Expect, { found, result }: Seen): string {
  const kinds = [...found].map(([kind, count]) => `${kind} ×${count}`);
  if ("answer" in expect && result.gates.resume_success_rate?.verdict === "fail") {
    const others = Object.entries(result.answers).filter(([name]) => name !== "200");
    kinds.unshift(...others.map(([name, count]) => `refused ${name} ×${count}`));
  }
  if ("gate" in expect && result.gates[expect.gate]?.verdict === "fail") kinds.unshift(`gate ${expect.gate}`);
  return kinds.join(", ") || "nothing";
}

/** @returns why this row is wrong, or null when the judge said exactly what it must */
export function objection(expect: Expect, seen: Seen): string | null {
  const { result, found, lies } = seen;
  if (result.ended !== "complete")
    return `The run did not end as it should: ${result.reasons.join(" ") || result.ended}`;
  if (lies === 0) return "It did not lie, so this proves nothing.";
  if ("legal" in expect) return accusation(seen);
  const wanted = "finding" in expect ? expect.finding : null;
  if (wanted !== null && !found.has(wanted)) return `Missed: there is no finding "${wanted}".`;
  if ("answer" in expect) {
    const gate = result.gates.resume_success_rate;
    if (gate?.verdict !== "fail") return "Missed: the gate resume_success_rate did not fail.";
    if (!result.answers[expect.answer]) return `Misnamed: no attempt counts as "${expect.answer}".`;
  }
  if ("gate" in expect && result.gates[expect.gate]?.verdict !== "fail")
    return `Missed: the gate ${expect.gate} did not fail.`;
  const allowed = new Set<FindingKind>([...(wanted === null ? [] : [wanted]), ...(expect.with ?? [])]);
  const wrong = [...found.keys()].filter((kind) => !allowed.has(kind));
  if (wrong.length > 0) return `Misnamed: also found ${wrong.join(", ")}.`;
  return result.verdict === "fail" ? null : `Missed: the face's verdict is ${result.verdict}.`;
}

/** An accusation against a correct server. Too few attempts to prove a rate are not an accusation. */
export function accusation({ found, result }: Omit<Seen, "lies">): string | null {
  if (found.size > 0) return `Accused of ${[...found.keys()].join(", ")}.`;
  const { resume_success_rate: rate, ...gates } = result.gates;
  if (rate && rate.value !== null && rate.value < 100) return `Accused: resume_success_rate is ${rate.value} %.`;
  for (const [name, gate] of Object.entries(gates)) {
    if (gate.verdict !== "pass" && !notOfTheServer.has(name) && gate.value !== null)
      return `Accused: ${name}, ${gate.reason}`;
  }
  return null;
}
