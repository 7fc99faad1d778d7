import type { FaceTotals } from "../check/face-totals.ts";
import type { ProtocolTerms } from "../history/terms.ts";
import type { ProtocolResult } from "./results.ts";

/**
 * What proved a face's events, and what that cannot show.
 *
 * A target may leave the links out. Then less was proved than the protocol could, and the results must say so.
 */
export function proofOf(
  { name, proof, cannotSee, idsAlone }: ProtocolTerms,
  { payloads: { streams, withoutLinks } }: Pick<FaceTotals, "payloads">,
): ProtocolResult {
  if (idsAlone === null || withoutLinks === 0) return { name, proof, cannot_see: cannotSee };
  if (withoutLinks === streams) return { name, proof: idsAlone.proof, cannot_see: idsAlone.cannotSee };
  const some = `in ${withoutLinks} of ${streams} streams, whose events carried no ${proof.join(", ")}, also ${idsAlone.cannotSee}`;
  return { name, proof: [...proof, ...idsAlone.proof], cannot_see: `${cannotSee.replace(/\.$/, "")}; ${some}` };
}
