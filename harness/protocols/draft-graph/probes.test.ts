import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { draftGraphProbes } from "./probes.ts";
import { readToken } from "./token.ts";
import { holdsToken } from "./token-form.ts";

const secret = "a secret of the server's own";
function issue(requestId: string, seq: number): string {
  const body = Buffer.from(
    JSON.stringify({ request_id: requestId, step: "DRAFTING", seq, expires_at: 2_000_000_000, kid: "k" }),
  );
  const text = body.toString("base64url");
  return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
}
const token = issue("stream-a", 4);
const other = issue("stream-b", 9);
const isSigned = (sent: string) => {
  const [body = "", signature] = sent.split(".");
  return createHmac("sha256", secret).update(body).digest("base64url") === signature;
};
const sent = Object.fromEntries(draftGraphProbes.map((probe) => [probe.name, probe.tamper(token, other)]));

describe("a probe", () => {
  test.each(draftGraphProbes.filter((probe) => probe.takes === "newest" && probe.as === "self"))(
    "$name does not verify, and must be refused with 401",
    ({ name, must }) => {
      expect(isSigned(sent[name] ?? "")).toBe(false);
      expect(must).toEqual([{ status: 401, code: "RESUME_TOKEN_INVALID" }]);
    },
  );

  test.each(draftGraphProbes.filter((probe) => probe.takes === "expired" || probe.as === "another"))(
    "$name sends a token that verifies: what is wrong lies elsewhere",
    ({ name }) => expect(sent[name]).toBe(token),
  );

  test.each([
    { name: "forged", requestId: "stream-a", seq: 4 },
    { name: "swapped-payload", requestId: "stream-a", seq: 0 },
    { name: "other-stream", requestId: "stream-b", seq: 9 },
  ])("$name claims stream $requestId from $seq on", ({ name, requestId, seq }) => {
    expect(readToken(sent[name] ?? "")).toMatchObject({ requestId, claims: { seq } });
  });

  test("swapped-payload and other-stream keep the good token's signature", () => {
    for (const name of ["swapped-payload", "other-stream"]) expect(sent[name]?.split(".")[1]).toBe(token.split(".")[1]);
  });

  test("other-stream invents a stream where there is no other one", () => {
    const probe = draftGraphProbes.find((each) => each.name === "other-stream");
    expect(readToken(probe?.tamper(token, null) ?? "")?.requestId).not.toBe("stream-a");
  });

  test("has a name of its own", () => {
    expect(new Set(draftGraphProbes.map((probe) => probe.name)).size).toBe(draftGraphProbes.length);
  });
});

describe("a token is found in a text", () => {
  test.each([
    { claim: "as it is", text: token, found: true },
    { claim: "in the middle of JSON", text: JSON.stringify({ details: { got: [token] } }), found: true },
    { claim: "whatever its signature", text: sent.forged ?? "", found: true },
    { claim: "not when there is none", text: JSON.stringify({ code: "RESUME_TOKEN_INVALID" }), found: false },
    { claim: "not without its signature", text: token.split(".")[0] ?? "", found: false },
    {
      claim: "not in something long with a dot that claims nothing",
      text: `${"a".repeat(60)}.${"b".repeat(43)}`,
      found: false,
    },
  ])("$claim", ({ text, found }) => expect(holdsToken(text)).toBe(found));
});
