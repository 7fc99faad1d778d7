import { describe, expect, test } from "vitest";
import { cannotSee } from "../../protocols/description/cannot-see.ts";
import { expected } from "./expected.ts";
import { descriptionOf, type ProofName, proofColumns } from "./proof-columns.ts";

/** How a proof's sentence names what it cannot see, by the first word of the liar's name. */
const words: Readonly<Record<string, RegExp>> = {
  drop: /missing|lost/,
  duplicate: /doubled/,
  resend: /doubled/,
  swap: /moved/,
  change: /changed/,
  invented: /made up/,
  foreign: /another stream/,
};

const proofs = Object.keys(proofColumns) as ProofName[];

describe("the results say what a proof cannot see", () => {
  test.each(proofs)("%s", (proof) => {
    const sentence = cannotSee(descriptionOf(proof, 30, 12));
    for (const [liar, cells] of Object.entries(expected)) {
      if (cells[proof] === "unseen") expect(sentence).toMatch(words[liar.split("-")[0] as string] as RegExp);
    }
  });
});

describe("each proof but the marker sees what it claims", () => {
  const kinds = ["lost", "duplicated", "reordered", "corrupted"];
  test.each(["number", "pointer", "witness", "again", "document", "publisher"] as const)("%s", (proof) => {
    const seen = new Set(Object.values(expected).flatMap((cells) => cells[proof].split("+")));
    for (const kind of proof === "number" || proof === "pointer" ? kinds.slice(0, 3) : kinds)
      expect(seen).toContain(kind);
  });

  test("every liar is seen by one of them, and every cell is filled", () => {
    for (const [liar, cells] of Object.entries(expected)) {
      expect([liar, ...proofs.filter((proof) => !cells[proof])]).toEqual([liar]);
      expect(proofs.some((proof) => cells[proof] !== "unseen" && cells[proof] !== "none")).toBe(true);
    }
  });
});
