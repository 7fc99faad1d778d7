import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  begin,
  endOfOld,
  finish,
  type Key,
  type Keyring,
  remove,
  retire,
  stageOf,
  switchOver,
} from "./rotation-stages.mjs";

const key = (kid: string, state: Key["state"]): Key => ({ kid, secret: `the secret of ${kid}`, state });
const idle: Keyring = { version: 1, keys: [key("k-old", "sign")] };
const fresh = key("k-new", "sign");
const now = 1_000_000.25;

/** Each stage of one rotation, as a run that is never stopped goes through them. */
function walk(ring: Keyring, { lifeSec, leewaySec }: { lifeSec: number; leewaySec: number }) {
  const accepting = begin(ring, fresh, { now, lifeSec });
  const signing = switchOver(accepting);
  const retiring = retire(signing, { now: now + 1, leewaySec });
  const removing = remove(retiring);
  return { idle: ring, accepting, signing, retiring, removing, over: finish(removing) };
}

const states = (ring: Keyring) => ring.keys.map(({ kid, state }) => `${kid} ${state}`);

describe("the stages of a rotation", () => {
  const rotation = walk(idle, { lifeSec: 900, leewaySec: 5 });

  test.each([
    { claim: "begins with one key", ring: rotation.idle, stage: "idle", keys: ["k-old sign"] },
    { claim: "first accepts", ring: rotation.accepting, stage: "accepting", keys: ["k-old sign", "k-new accept"] },
    { claim: "then signs", ring: rotation.signing, stage: "signing", keys: ["k-old accept", "k-new sign"] },
    { claim: "then waits", ring: rotation.retiring, stage: "retiring", keys: ["k-old accept", "k-new sign"] },
    { claim: "then removes", ring: rotation.removing, stage: "removing", keys: ["k-new sign"] },
    { claim: "ends with one key", ring: rotation.over, stage: "idle", keys: ["k-new sign"] },
  ])("it $claim, and the file alone tells so", ({ ring, stage, keys }) => {
    const read = JSON.parse(JSON.stringify(ring)) as Keyring;
    expect(stageOf(read)).toBe(stage);
    expect(states(read)).toEqual(keys);
  });

  test("the old key has no end before all sign with the new one", () => {
    expect(rotation.accepting.keys.concat(rotation.signing.keys).filter((each) => "not_after" in each)).toEqual([]);
  });

  test("an end that the signing key had is not taken along: it would cut its own tokens' life", () => {
    const ending = { ...idle, keys: [{ ...key("k-old", "sign"), not_after: 5 }] };
    expect(walk(ending, { lifeSec: 900, leewaySec: 0 }).signing.keys[0]).not.toHaveProperty("not_after");
  });

  test("a life that is given anew counts from the same moment", () => {
    const { retiring } = rotation;
    const longer = { ...retiring, rotation: { ...retiring.rotation, life_sec: 1_000 } } as Keyring;
    expect(endOfOld(retire(longer, { now: now + 500, leewaySec: 5 }))).toBe(endOfOld(retiring) + 100);
  });

  test.each([
    { claim: "the new key is gone", keys: [key("k-old", "sign")] },
    { claim: "another key signs", keys: [key("k-x", "sign"), key("k-old", "accept"), key("k-new", "accept")] },
    { claim: "both are gone", keys: [key("k-x", "sign")] },
  ])("it refuses to guess when $claim", ({ keys }) => {
    const ring = { ...rotation.accepting, keys };
    expect(() => stageOf(ring)).toThrow("does not fit its keys");
  });
});

test("for any keyring: one key signs at each stage, others stay, and no token of the old key outlives it", () => {
  const others = fc.uniqueArray(fc.stringMatching(/^o-[a-z]{1,6}$/), { maxLength: 4 });
  const times = fc.record({
    lifeSec: fc.double({ min: 0.001, max: 604_800, noNaN: true }),
    leewaySec: fc.nat(86_400),
  });
  fc.assert(
    fc.property(others, times, (kids, { lifeSec, leewaySec }) => {
      const accepted = kids.map((kid) => key(kid, "accept"));
      const rotation = walk({ version: 1, keys: [...accepted, key("k-old", "sign")] }, { lifeSec, leewaySec });
      for (const ring of Object.values(rotation)) {
        expect(ring.keys.filter(({ state }) => state === "sign")).toHaveLength(1);
        expect(ring.keys.filter(({ kid }) => kids.includes(kid))).toEqual(accepted);
      }
      // The last one that it signed is taken until its life and the leeway are over.
      expect(endOfOld(rotation.retiring)).toBeGreaterThan(now + 1 + lifeSec + leewaySec);
      expect(endOfOld(rotation.retiring)).toBeLessThanOrEqual(now + 1 + lifeSec + leewaySec + 2);
    }),
  );
});
