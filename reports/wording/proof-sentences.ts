import type { ProofResult, ProtocolResult, Results } from "../../harness/gate/results.ts";

/** For example: `Proved by number (300 streams), witness (298 of 300 streams: …); protocol event-source.` */
export function provedBy({ name, proof, proofs = [] }: ProtocolResult): string {
  if (proof.length === 0) return `No event was proved; protocol ${name}.`;
  const each = proofs.map(proofText);
  return `Proved by ${each.length > 0 ? each.join(", ") : proof.join(", ")}; protocol ${name}.`;
}

function proofText({ name, judged, unproved, why }: ProofResult): string {
  if (unproved === 0) return `${name} (${judged} streams)`;
  return `${name} (${judged} of ${judged + unproved} streams${why === null ? "" : `: ${why}`})`;
}

/** What proved the events, and what that cannot show. */
export function proofSentence(protocol: ProtocolResult): string {
  return `${provedBy(protocol)} That cannot show: ${protocol.cannot_see}`;
}

/** The proofs of all faces. Faces with the same sentence are listed once, with their streams added up. */
export function proofSentences({ scenarios }: Results): string[] {
  const alike = new Map<string, ProtocolResult>();
  for (const { protocol } of scenarios.flatMap((row) => row.faces)) {
    if (!protocol) continue;
    const key = JSON.stringify([protocol.name, protocol.proof, protocol.cannot_see]);
    const before = alike.get(key);
    alike.set(key, before ? together(before, protocol) : protocol);
  }
  return [...alike.values()].map(proofSentence);
}

function together(a: ProtocolResult, b: ProtocolResult): ProtocolResult {
  const proofs = (a.proofs ?? []).map((own) => {
    const other = b.proofs?.find(({ name }) => name === own.name);
    if (!other) return own;
    return {
      name: own.name,
      judged: own.judged + other.judged,
      unproved: own.unproved + other.unproved,
      why: own.why ?? other.why,
    };
  });
  return { ...a, proofs };
}
