import { expect, test } from "vitest";
import { cannotSee } from "./cannot-see.ts";
import type { Proof } from "./description.ts";

const number: Proof = { number: "id" };

test.each<{ claim: string; proof: readonly Proof[]; end?: ["close"]; says: RegExp; not?: RegExp }>([
  { claim: "no proof sees nothing", proof: [], says: /anything/ },
  { claim: "a marker alone does not show a loss", proof: [{ marker: "/say" }], says: /missing, doubled or moved,/ },
  { claim: "a number sees no change", proof: [number], says: /changed or made up/, not: /missing/ },
  { claim: "a number does not show which stream an event is of", proof: [number], says: /another stream in the place/ },
  { claim: "beside a marker it does", proof: [number, { marker: "/say" }], says: /lies about its marker/ },
  {
    claim: "two readings do not show what was changed before both",
    proof: ["witness"],
    says: /both readings/,
    not: /another stream/,
  },
  { claim: "a replay shows what it repeats", proof: ["prefix"], says: /outside of a replay/ },
  { claim: "a close is not a part of the stream", proof: [number], end: ["close"], says: /closed before its end/ },
  { claim: "a witness knows where the end is", proof: ["witness"], end: ["close"], says: /./, not: /closed before/ },
  {
    claim: "each payload that the harness publishes proves itself",
    proof: [{ publisher: { post: "/pub", text: "{payload}" } }],
    says: /nothing that reached the client/,
  },
])("$claim", ({ proof, end, says, not }) => {
  const sentence = cannotSee({ proof, ...(end ? { end } : {}) });
  expect(sentence).toMatch(says);
  if (not) expect(sentence).not.toMatch(not);
});
