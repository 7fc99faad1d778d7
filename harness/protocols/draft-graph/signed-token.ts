import { createHmac } from "node:crypto";

/**
 * A resume token as a server issues it (contract, The token). The reference server makes its own: the two sides share the form on the
 * wire, and no code.
 */
export function signedToken(claims: Readonly<Record<string, unknown>>, secret: string | Buffer): string {
  const body = Buffer.from(JSON.stringify(claims)).toString("base64url");
  return `${body}.${tokenSignature(body, secret)}`;
}

/** The signature of a token's first part. */
export function tokenSignature(body: string, secret: string | Buffer): string {
  return createHmac("sha256", secret).update(body).digest("base64url");
}
