import { draftGraphTerms } from "../protocols/draft-graph/terms.ts";
import type { FaceInfo } from "./face-info.ts";
import { type HeadRecord, HISTORY_SCHEMA } from "./records.ts";
import type { ProtocolTerms } from "./terms.ts";

/**
 * The first version of the format. Its heads have no terms, because the contract's were written into the judge. Everything
 * else is as it is now.
 */
export const HISTORY_SCHEMA_V1 = "resume_gate.history.v1";

/** What a described protocol said of itself. */
export type TermsV1 = Pick<ProtocolTerms, "name" | "resumesBy" | "proof" | "cannotSee">;

export interface HeadRecordV1 extends Omit<HeadRecord, "schema" | "face"> {
  readonly schema: typeof HISTORY_SCHEMA_V1;
  readonly face: FaceInfoV1;
}

export interface FaceInfoV1 extends Omit<FaceInfo, "protocol"> {
  /** Absent: draft-graph. */
  readonly protocol?: TermsV1;
}

/** The head as the current version has it, with the terms by which the first version was judged. */
export function upgraded(head: HeadRecord | HeadRecordV1): HeadRecord {
  if (head.schema === HISTORY_SCHEMA) return head;
  return { ...head, schema: HISTORY_SCHEMA, face: { ...head.face, protocol: termsOfV1(head.face.protocol) } };
}

/** A described stream was judged by the contract's words too, and none of its refusals was called wrong. */
function termsOfV1(described: TermsV1 | undefined): ProtocolTerms {
  if (described === undefined) return draftGraphTerms;
  return { ...draftGraphTerms, refusals: null, idsAlone: null, ...described };
}
