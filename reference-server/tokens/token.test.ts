import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isExpired, signToken, verifyToken } from "./token.ts";

const key = { kid: "k1", secret: "a-secret-of-this-test" };
const other = { kid: "k2", secret: "another-secret-of-this-test" };
const claims = { request_id: "r-1", step: "DRAFTING", seq: 7, expires_at: 1_800_000_000 };

/** A token over any JSON, signed as ours are. */
const signed = (value: unknown) => signToken(value as never, key);

describe("a token", () => {
  test("gives back what was signed, with the key's name", () => {
    expect(verifyToken(signToken(claims, key), [key])).toEqual({ ...claims, kid: "k1" });
    const owned = { ...claims, sub: "hash" };
    expect(verifyToken(signToken(owned, key), [key])).toEqual({ ...owned, kid: "k1" });
  });

  test("is taken by any of the accepted keys, whatever their order and its kid", () => {
    const token = signToken(claims, { ...other, kid: "renamed" });
    expect(verifyToken(token, [key, other])).not.toBeNull();
    expect(verifyToken(token, [other, key])).not.toBeNull();
    expect(verifyToken(token, [key])).toBeNull();
    expect(verifyToken(token, [])).toBeNull();
  });

  test("is the contract's: base64url JSON, a dot, an HMAC", () => {
    expect(signToken(claims, key)).toMatch(/^eyJ[\w-]+\.[\w-]{43}$/);
  });

  const good = signToken(claims, key);
  const [body = "", signature = ""] = good.split(".");
  test.each([
    ["nothing", ""],
    ["a dot", "."],
    ["no signature", body],
    ["an empty signature", `${body}.`],
    ["an empty body", `.${signature}`],
    ["a third part", `${good}.x`],
    ["padding", `${good}=`],
    ["a space before", ` ${good}`],
    ["a line break after", `${good}\n`],
    ["base64 instead of base64url", good.replaceAll("-", "+").replaceAll("_", "/").concat("+")],
    ["a short signature", `${body}.${signature.slice(0, 42)}`],
    ["more than any token of ours has", `${"e".repeat(2_000)}.${signature}`],
  ])("%s is none", (_claim, token) => {
    expect(verifyToken(token, [key])).toBeNull();
  });

  test("another encoding of the same signature is another token", () => {
    // 43 characters hold 258 bits for 256: the last one's two lowest bits are free.
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const last = alphabet.indexOf(signature.at(-1) as string);
    const twin = `${signature.slice(0, -1)}${alphabet[last ^ 1]}`;
    expect(Buffer.from(twin, "base64url").equals(Buffer.from(signature, "base64url"))).toBe(true);
    expect(verifyToken(`${body}.${twin}`, [key])).toBeNull();
  });

  test("changing any one character makes it none", () => {
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.constantFrom(..."AZaz09-_.~"), (place, character) => {
        fc.pre(good[place] !== character);
        const changed = good.slice(0, place) + character + good.slice(place + 1);
        expect(verifyToken(changed, [key])).toBeNull();
      }),
    );
  });

  test.each([
    ["null", null],
    ["a list", [1]],
    ["no request_id", { ...claims, request_id: undefined }],
    ["a request_id with a line break", { ...claims, request_id: "r\r\nX: y" }],
    ["a request_id that closes a hash tag", { ...claims, request_id: "r}" }],
    ["a seq that is text", { ...claims, seq: "7" }],
    ["a negative seq", { ...claims, seq: -1 }],
    ["a broken seq", { ...claims, seq: 1.5 }],
    ["an expires_at that is text", { ...claims, expires_at: "1800000000" }],
    ["an endless expires_at", { ...claims, expires_at: 1e300 }],
    ["no expires_at", { ...claims, expires_at: undefined }],
    ["a sub that is a number", { ...claims, sub: 1 }],
  ])("with our signature over %s it is none", (_claim, value) => {
    expect(verifyToken(signed(value), [key])).toBeNull();
  });

  test("what else is in it is not passed on", () => {
    const read = verifyToken(signed({ ...claims, admin: true, constructor: 1 }), [key]);
    expect(Object.keys(read ?? {}).sort()).toEqual(["expires_at", "kid", "request_id", "seq", "step"]);
  });
});

describe("a token's life", () => {
  test.each([
    { claim: "the second of its expiry is still good", now: 100, leewaySec: 0, expired: false },
    { claim: "the next one is not", now: 101, leewaySec: 0, expired: true },
    { claim: "leeway makes it longer", now: 105, leewaySec: 5, expired: false },
    { claim: "by its seconds and no more", now: 106, leewaySec: 5, expired: true },
  ])("$claim", ({ now, leewaySec, expired }) => {
    expect(isExpired({ ...claims, kid: "k", expires_at: 100 }, now, leewaySec)).toBe(expired);
  });
});
