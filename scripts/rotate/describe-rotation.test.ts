import { writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeKeyring, type TestKeyring } from "../testing/rotation.ts";
import { describePlan } from "./describe-rotation.mjs";
import { newKey, readKeyring } from "./keyring-file.mjs";
import { begin, remove, retire, switchOver } from "./rotation-stages.mjs";

let keyring: TestKeyring;
beforeEach(() => {
  keyring = makeKeyring();
});
afterEach(() => keyring.remove());

describe("--dry-run of a rotation that was begun", () => {
  const now = Date.now() / 1_000;
  const to = { ...newKey([]), kid: "k-new" };
  const accepting = () => begin(readKeyring(keyring.file), to, { now, lifeSec: 900 });
  const signing = () => switchOver(accepting());
  const retiring = () => retire(signing(), { now, leewaySec: 0 });

  test.each([
    {
      claim: "accepting: all three steps",
      ring: accepting,
      steps: [
        /^1\. wait for each instance to accept k-new$/,
        /^2\. k-new signs, k-old is accepted; wait for each instance$/,
        /^3\. after one token life \(900 s \+ 0 s leeway\), remove k-old; wait for each instance$/,
      ],
    },
    {
      claim: "signing: each instance is still waited for",
      ring: signing,
      steps: [/^2\. go on: k-new signs, k-old is accepted; wait for each instance$/, /^3\. after one token life/],
    },
    {
      claim: "retiring: each instance was seen, and the end of the old key is known",
      ring: retiring,
      steps: [/^3\. at \d{4}-.* \(in \d+ s\), remove k-old; wait for each instance$/],
    },
    {
      claim: "removing: the old key is gone, and no life is waited for",
      ring: () => remove(retiring()),
      steps: [/^3\. wait for each instance to report that k-old is gone$/],
    },
  ])("$claim", ({ ring, steps }) => {
    writeFileSync(keyring.file, JSON.stringify(ring()));
    const asked = { mode: "gradual" as const, lifeSec: 900, lifeIsGiven: false, leewaySec: 0, found: null };
    const said = describePlan({ file: keyring.file, ...asked });
    const numbered = said.split("\n").flatMap((line) => /^ {2}(\d\. .*)$/.exec(line)?.[1] ?? []);
    expect(numbered).toEqual(steps.map((step) => expect.stringMatching(step)));
  });
});
