import type { Probe } from "../probe.ts";
import { tokenSignature } from "./signed-token.ts";

const invalid = [{ status: 401, code: "RESUME_TOKEN_INVALID" }] as const;

/** Ways to misuse a token that a server has to refuse (contract, Resume and The token). To add one: add its entry. */
export const draftGraphProbes: readonly Probe[] = [
  {
    name: "forged",
    row: "unknown-cursor",
    says: "one character of the signature is another",
    must: invalid,
    takes: "newest",
    as: "self",
    tamper: (token) => `${bodyOf(token)}.${withOther(signatureOf(token), 20)}`,
  },
  {
    name: "self-signed",
    says: "it is signed with a secret that the server never had",
    must: invalid,
    takes: "newest",
    as: "self",
    tamper: (token) => `${bodyOf(token)}.${tokenSignature(bodyOf(token), "a secret that nobody configured")}`,
  },
  {
    name: "unsigned",
    says: "it has no signature at all",
    must: invalid,
    takes: "newest",
    as: "self",
    tamper: (token) => `${bodyOf(token)}.`,
  },
  {
    name: "swapped-payload",
    says: "its claims were changed (from the first event, for another hour) and the signature kept",
    must: invalid,
    takes: "newest",
    as: "self",
    tamper: (token) => `${changed(token, { seq: 0, expires_at: hourFrom(token) })}.${signatureOf(token)}`,
  },
  {
    name: "other-stream",
    row: "foreign-cursor",
    says: "it is another stream's, under this one's signature",
    must: invalid,
    takes: "newest",
    as: "self",
    tamper: (token, other) => {
      const body = other === null ? changed(token, { request_id: "another-stream" }) : bodyOf(other);
      return `${body}.${signatureOf(token)}`;
    },
  },
  {
    name: "expired",
    says: "it is good, and its life is over",
    must: [{ status: 410, code: "RESUME_TOKEN_EXPIRED" }],
    takes: "expired",
    as: "self",
    tamper: (token) => token,
  },
  {
    name: "other-key",
    says: "it is good, and was issued under another API key",
    must: [{ status: 401, code: "UNAUTHENTICATED" }],
    takes: "newest",
    as: "another",
    tamper: (token) => token,
  },
];

function bodyOf(token: string): string {
  return token.split(".")[0] ?? "";
}

function signatureOf(token: string): string {
  return token.split(".")[1] ?? "";
}

/** The text with another letter of the same alphabet at one place. */
function withOther(text: string, place: number): string {
  const at = Math.min(place, text.length - 1);
  return text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
}

function changed(token: string, claims: Readonly<Record<string, unknown>>): string {
  return Buffer.from(JSON.stringify({ ...claimsOf(token), ...claims })).toString("base64url");
}

function hourFrom(token: string): number {
  return Number(claimsOf(token).expires_at) + 3_600;
}

function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(bodyOf(token), "base64url").toString("utf8")) as Record<string, unknown>;
}
