import { createHmac, timingSafeEqual } from "node:crypto";

/** What a resume token says (contract, The token). */
export interface TokenClaims {
  readonly request_id: string;
  readonly step: string;
  readonly seq: number;
  /** Unix seconds. */
  readonly expires_at: number;
  readonly kid: string;
  /** A hash of the API key, when authentication is on. */
  readonly sub?: string;
}

export interface SigningKey {
  readonly kid: string;
  readonly secret: string;
}

/** Longer than any token of ours. Longer texts are refused before they cost anything. */
const maxTokenLength = 1024;
/** 32 bytes in base64url are 43 characters. */
const form = /^([A-Za-z0-9_-]{1,900})\.([A-Za-z0-9_-]{43})$/;

export function signToken(claims: Omit<TokenClaims, "kid">, key: SigningKey): string {
  const body = Buffer.from(JSON.stringify({ ...claims, kid: key.kid })).toString("base64url");
  return `${body}.${signature(body, key.secret).toString("base64url")}`;
}

/**
 * The claims of a token that one of the keys signed; null for everything else, without a reason.
 *
 * The signature is checked before anything in the token is read, against every key and in constant time. Another
 * encoding of the same bytes is another token, and no token of ours.
 */
export function verifyToken(token: string, keys: readonly SigningKey[]): TokenClaims | null {
  if (token.length > maxTokenLength) return null;
  const match = form.exec(token);
  if (!match) return null;
  const [, body = "", given = ""] = match;
  const sent = Buffer.from(given, "base64url");
  if (sent.toString("base64url") !== given) return null;
  let accepted = false;
  for (const key of keys) {
    if (timingSafeEqual(signature(body, key.secret), sent)) accepted = true;
  }
  return accepted ? readClaims(body) : null;
}

function signature(body: string, secret: string): Buffer {
  return createHmac("sha256", secret).update(body).digest();
}

function readClaims(body: string): TokenClaims | null {
  const bytes = Buffer.from(body, "base64url");
  if (bytes.toString("base64url") !== body) return null;
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString("utf8"));
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null) return null;
  const claims = value as Record<string, unknown>;
  const { request_id, step, seq, expires_at, kid, sub } = claims;
  const fits =
    typeof request_id === "string" &&
    /^[A-Za-z0-9-]{1,64}$/.test(request_id) &&
    typeof step === "string" &&
    isCount(seq) &&
    isCount(expires_at) &&
    typeof kid === "string" &&
    (sub === undefined || typeof sub === "string");
  if (!fits) return null;
  return { request_id, step, seq, expires_at, kid, ...(sub === undefined ? {} : { sub }) };
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

/** A token may be used up to and with the second of its expiry, and `leewaySec` longer. `now` in Unix seconds. */
export function isExpired(claims: TokenClaims, now: number, leewaySec: number): boolean {
  return now > claims.expires_at + leewaySec;
}
