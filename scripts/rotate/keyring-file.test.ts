import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parseKeyring } from "../../reference-server/tokens/keyring.ts";
import { makeKeyring, oldKey, type TestKeyring } from "../testing/rotation.ts";
import { newKey, problemOf, readKeyring, updateKeyring } from "./keyring-file.mjs";
import { takeKeyringLock } from "./keyring-lock.mjs";

const never = new AbortController().signal;
let keyring: TestKeyring;
beforeEach(() => {
  keyring = makeKeyring();
});
afterEach(() => keyring.remove());

test("a keyring is broken for the script exactly when it is for the server", () => {
  const odd = (good: fc.Arbitrary<unknown>) => fc.oneof({ weight: 6, arbitrary: good }, fc.anything());
  const key = fc.record(
    {
      kid: odd(fc.stringMatching(/^[\w.-]{1,4}$/)),
      secret: odd(fc.string({ minLength: 14, maxLength: 18 })),
      state: odd(fc.constantFrom("accept", "accept", "sign")),
      not_after: odd(fc.nat()),
    },
    { requiredKeys: ["kid", "secret", "state"] },
  );
  const ring = fc.record({ version: odd(fc.constant(1)), keys: odd(fc.array(key, { maxLength: 3 })) });
  // Nearly all of those are broken. Without sound ones beside them, hardly twenty of 2,000 are good, in some runs fewer.
  const sound = fc
    .uniqueArray(fc.record({ kid: fc.stringMatching(/^[\w.-]{1,4}$/), secret: fc.stringMatching(/^[\w]{16,18}$/) }), {
      selector: ({ kid }) => kid,
      minLength: 1,
      maxLength: 3,
    })
    .map((keys) => ({ version: 1, keys: keys.map((each, i) => ({ ...each, state: i === 0 ? "sign" : "accept" })) }));
  let good = 0;
  fc.assert(
    fc.property(fc.oneof(ring.map(asJson), sound.map(asJson), fc.string()), (text) => {
      let refused = false;
      try {
        parseKeyring(text);
        good++;
      } catch {
        refused = true;
      }
      expect(problemOf(text) !== null).toBe(refused);
    }),
    { numRuns: 2_000 },
  );
  expect(good).toBeGreaterThan(400); // both kinds were tried
});

function asJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? "";
  } catch {
    return "";
  }
}

test("a server reads a keyring in the middle of a rotation as if nothing else were in it", () => {
  const rotation = { to: "k-new", from: "k-old", began_at: 1, life_sec: 900, seen_at: 2 };
  const keys = [{ ...oldKey, state: "accept" as const, not_after: 903 }, newKey([])];
  expect(parseKeyring(JSON.stringify({ version: 1, keys, rotation }))).toEqual(keys);
});

describe("writing", () => {
  test("replaces the file in mode 600, and takes away what a killed run left", async () => {
    const left = path.join(path.dirname(keyring.file), ".keyring.json.4711.tmp");
    writeFileSync(left, "half a keyr");
    const next = { version: 1 as const, keys: [newKey([])] };
    await updateKeyring(keyring.file, null, () => next, never);
    expect(readKeyring(keyring.file)).toEqual(next);
    expect(statSync(keyring.file).mode & 0o777).toBe(0o600);
    expect(existsSync(left)).toBe(false);
    expect(keyring.files()).toEqual(["keyring.json"]);
  });

  test("is refused when another process has changed the keys meanwhile", async () => {
    const expected = readKeyring(keyring.file);
    const rotation = { to: "k-2", from: "k-old", began_at: 1, life_sec: 1 };
    const other = { ...expected, keys: [oldKey, { ...newKey([]), kid: "k-2", state: "accept" as const }], rotation };
    writeFileSync(keyring.file, JSON.stringify(other));
    const before = keyring.text();
    await expect(updateKeyring(keyring.file, expected, (ring) => ring, never)).rejects.toThrow("Another process");
    expect(keyring.text()).toBe(before);
  });
});

describe("a lock", () => {
  const what = "It is locked";
  const take = (limitMs = 0) => takeKeyringLock(`${keyring.file}.lock`, { what, limitMs, signal: never });
  const owner = (text: string) => writeFileSync(`${keyring.file}.lock`, text);

  test("is given back", async () => {
    (await take())();
    (await take())();
    expect(keyring.files()).toEqual(["keyring.json"]);
  });

  test.each([
    { claim: "of a process that is gone", text: `999999999 ${hostname()}` },
    { claim: "of an earlier life of this container", text: `${process.pid} ${hostname()}` },
  ])("$claim is taken over", async ({ text }) => {
    owner(text);
    (await take())();
  });

  test.each([
    { claim: "of a process that runs", text: `${process.ppid} ${hostname()}`, says: `process ${process.ppid}` },
    { claim: "of another machine", text: "999999999 elsewhere", says: "process 999999999 on elsewhere" },
  ])("$claim is respected", async ({ text, says }) => {
    owner(text);
    await expect(take()).rejects.toThrow(`${what} (${says}`);
    expect(readFileSync(`${keyring.file}.lock`, "utf8")).toBe(text);
  });

  test("that names nobody, as its writer was killed in between, is waited for and then taken over", async () => {
    owner("");
    const start = performance.now();
    (await take())();
    expect(performance.now() - start).toBeGreaterThan(1_500); // it might just be being written
  });
});
