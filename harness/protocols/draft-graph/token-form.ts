import { readToken } from "./token.ts";

/** Base64url, a dot, and the 43 characters of an HMAC-SHA256 (contract, The token). */
const form = /[A-Za-z0-9_-]{40,900}\.[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/g;

/** Whether a text holds anything that is a resume token by its form: whose it is does not matter. */
export function holdsToken(text: string): boolean {
  return (text.match(form) ?? []).some((each) => readToken(each) !== null);
}
