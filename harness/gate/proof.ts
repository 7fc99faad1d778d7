import type { FaceTotals } from "../check/face-totals.ts";
import type { ProtocolTerms } from "../history/terms.ts";
import type { ProtocolResult } from "./results.ts";

/**
 * What proved a face's events, and what that cannot show.
 *
 * A target may leave the links out. Then less was proved than the protocol allows, and the results must say so.
 */
export function proofOf(
  { name, proof, cannotSee, idsAlone }: ProtocolTerms,
  { payloads: { streams, withoutLinks }, proofs }: Pick<FaceTotals, "payloads" | "proofs">,
): ProtocolResult {
  const counted = (names: readonly string[]) =>
    names.map((each) => ({ name: each, ...(proofs.get(each) ?? { judged: 0, unproved: 0, why: null }) }));
  const told = (names: readonly string[], blind: string): ProtocolResult => {
    return { name, proof: names, cannot_see: blind, proofs: counted(names) };
  };
  if (idsAlone === null || withoutLinks === 0) return told(proof, cannotSee);
  if (withoutLinks === streams) return told(idsAlone.proof, idsAlone.cannotSee);
  const some = `in ${withoutLinks} of ${streams} streams, whose events carried no ${proof.join(", ")}, also ${idsAlone.cannotSee}`;
  return told([...proof, ...idsAlone.proof], `${cannotSee.replace(/\.$/, "")}; ${some}`);
}
