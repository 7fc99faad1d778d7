import type { ProofTerms, ProtocolTerms, RefusalTerms } from "../terms.ts";
import type { TermsV1 } from "../v1.ts";
import { list, number, object, only, optional, orNull, text } from "./schema-types.ts";

const proof = { proof: list(text), cannotSee: text };
const named = { name: text, resumesBy: only("cursor", "token"), ...proof };

/** As in the first version of the format. */
export const termsV1 = object<TermsV1>(named);

export const protocolTerms = object<ProtocolTerms>({
  ...named,
  idsAlone: orNull(object<ProofTerms>(proof)),
  firstPayload: number,
  refusals: orNull(
    object<RefusalTerms>({
      start: list(number),
      resume: list(number),
      expired: object<RefusalTerms["expired"]>({ status: number, code: text }),
    }),
  ),
  busy: list(number),
  trimmedCode: orNull(text),
  liveMode: orNull(text),
  identified: optional(only(true)),
  shared: optional(only(true)),
  closes: optional(only("anytime")),
});
