import { readToken } from "./token.ts";

/** Base64url, a dot, and the 43 characters of an HMAC-SHA256 (contract, The token). */
const form = /[A-Za-z0-9_-]{40,900}\.[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/g;

/** Whether a text holds anything with the form of a resume token, whoever owns it. */
export function holdsToken(text: string): boolean {
  return (text.match(form) ?? []).some((each) => readToken(each) !== null);
}
