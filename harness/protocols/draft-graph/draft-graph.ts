import type { Protocol } from "../protocol.ts";
import { readDraftAnswer, readDraftRefusal } from "./answers.ts";
import { KnownChains } from "./known-chains.ts";
import { draftGraphProbes } from "./probes.ts";
import { createDraftGraphReader } from "./reader.ts";
import { resumeDraft, startDraft } from "./requests.ts";
import { draftGraphTerms } from "./terms.ts";
import { readToken } from "./token.ts";
import { holdsToken } from "./token-form.ts";

/** The contract's own protocol: `POST /assist/draft-graph/stream` and `/resume`. */
export const draftGraph: Protocol = {
  name: draftGraphTerms.name,
  terms: draftGraphTerms,

  start: startDraft,
  resume: resumeDraft,
  createReader: () => createDraftGraphReader(),
  forFace: () => {
    const known = new KnownChains();
    return { ...draftGraph, createReader: () => createDraftGraphReader(known) };
  },
  abilities: {
    noCursor: null,
    ends: true,
    seesForeign: true,
    clearRefusal: [404, 410], // contract, Errors: the state is not found or trimmed, or the token expired
    workloads: ["burst", "idle"],
    probesCursors: true,
    joins: true,
  },
  readAnswer: readDraftAnswer,
  readRefusal: readDraftRefusal,
  probes: draftGraphProbes,
  claimsOf: (token) => readToken(token)?.claims ?? null,
  holdsToken,
};
