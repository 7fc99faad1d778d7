import type { TokenClaims } from "../event-facts.ts";

/** The claims of a token. They are read without its key, so a client can only believe them (contract, The token). */
export function readToken(raw: string): { requestId: string; claims: TokenClaims } | null {
  const [body = ""] = raw.split(".");
  const claims = parseObject<Record<string, unknown>>(Buffer.from(body, "base64url").toString("utf8"));
  if (!claims) return null;
  const { request_id: requestId, seq, expires_at: exp, kid } = claims;
  if (typeof requestId !== "string" || typeof seq !== "number" || typeof exp !== "number") return null;
  return { requestId, claims: { seq, exp, kid: typeof kid === "string" ? kid : "" } };
}

/** @returns null for text that is not JSON, or not an object */
export function parseObject<T>(text: string): T | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as T) : null;
  } catch {
    return null;
  }
}
