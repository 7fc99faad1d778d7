import type { ProtocolTerms } from "../../history/terms.ts";

/**
 * What the judge has to know of the contract. A history of the first version names no protocol and means this one
 * (`harness/history/v1.ts`).
 */
export const draftGraphTerms: ProtocolTerms = {
  name: "draft-graph",
  resumesBy: "token",
  proof: ["chain"],
  cannotSee: "the graph in the last event, and a payload that was changed before its chain was made.",
  idsAlone: {
    proof: ["id"],
    cannotSee:
      "an event whose content was changed before it was first sent, an event without an id, and an event of another " +
      "stream under the id that was due.",
  },
  firstPayload: 2,
  refusals: {
    start: [400, 401, 413, 429, 500, 503],
    resume: [400, 401, 404, 410, 413, 426, 429, 431, 500, 503],
    expired: { status: 410, code: "RESUME_TOKEN_EXPIRED" },
  },
  busy: [429, 503],
  trimmedCode: "BUFFER_TRIMMED",
  liveMode: "live",
};
