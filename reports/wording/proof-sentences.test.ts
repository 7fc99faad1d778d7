import { describe, expect, test } from "vitest";
import type { ProtocolResult, Results } from "../../harness/gate/results.ts";
import { proofSentences, provedBy } from "./proof-sentences.ts";

const protocol = (judged: number, unproved = 0, why: string | null = null): ProtocolResult => ({
  name: "mine",
  proof: ["witness"],
  cannot_see: "much.",
  proofs: [{ name: "witness", judged, unproved, why }],
});
const results = (...protocols: (ProtocolResult | undefined)[]) =>
  ({ scenarios: [{ faces: protocols.map((each) => (each ? { protocol: each } : {})) }] }) as unknown as Results;

describe("what proved the events", () => {
  test.each([
    { claim: "all streams", is: protocol(3), says: "Proved by witness (3 streams); protocol mine." },
    {
      claim: "not all",
      is: protocol(3, 1, "it was cut"),
      says: "Proved by witness (3 of 4 streams: it was cut); protocol mine.",
    },
    {
      claim: "nothing",
      is: { ...protocol(0), proof: [], proofs: [] },
      says: "No event was proved; protocol mine.",
    },
    {
      claim: "results of before streams were counted",
      is: { name: "mine", proof: ["number"], cannot_see: "" },
      says: "Proved by number; protocol mine.",
    },
  ])("$claim", ({ is, says }) => expect(provedBy(is)).toBe(says));

  test("faces with the same sentence are listed once", () => {
    expect(proofSentences(results(protocol(3), undefined, protocol(4, 1, "it was cut")))).toEqual([
      "Proved by witness (7 of 8 streams: it was cut); protocol mine. That cannot show: much.",
    ]);
    expect(proofSentences(results(protocol(1), { ...protocol(1), cannot_see: "little." }))).toHaveLength(2);
  });
});
