import { describe, expect, test } from "vitest";
import { authenticate, hashKey } from "./auth.ts";

describe("an API key", () => {
  test.each([
    { claim: "without keys everybody is let in, as nobody", sent: "any", keys: [], sub: null },
    { claim: "without keys none is needed", sent: undefined, keys: [], sub: null },
    { claim: "one of the keys is known by its hash", sent: "b", keys: ["a", "b"], sub: hashKey("b") },
  ])("$claim", ({ sent, keys, sub }) => {
    expect(authenticate(sent, keys)).toBe(sub);
  });

  test.each([
    ["none", undefined],
    ["an empty one", ""],
    ["another one", "c"],
    ["the beginning of one", "k"],
    ["one and more", "key1"],
    ["two at once", "key, other"],
    ["its hash", hashKey("key")],
  ])("%s is not accepted", (_claim, sent) => {
    expect(() => authenticate(sent, ["key", "other"])).toThrow(
      expect.objectContaining({ status: 401, code: "UNAUTHENTICATED" }),
    );
  });

  test("its hash tells keys apart and does not show them", () => {
    expect(hashKey("key")).toMatch(/^[0-9a-f]{32}$/);
    expect(hashKey("key")).not.toBe(hashKey("kez"));
  });
});
