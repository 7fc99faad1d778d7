import type { RequestSpec } from "../../protocols/stream-reader.ts";
import { urlOf } from "./exchange.ts";

/** So many redirects in a row are followed, as in browsers (Fetch standard, HTTP-redirect fetch). */
export const mostRedirects = 20;

/** A request on its way through redirects. */
export interface Hop {
  readonly base: URL;
  readonly request: RequestSpec;
  /** How many redirects it has followed. */
  readonly redirects: number;
}

/** Where an answer sends its request, or why it is not sent there. */
export type Redirect = { readonly to: Hop } | { readonly refused: string };

const statuses = new Set([301, 302, 303, 307, 308]);
/** Headers that describe a body; they go with it (Fetch standard, request-body-header name). */
const bodyHeaders = new Set(["content-encoding", "content-language", "content-location", "content-type"]);

/**
 * The redirect that an answer asks for, followed as a browser does for an EventSource, with one exception: load goes to
 * the target only, so another scheme, host or port is refused.
 *
 * @returns null when the answer is not a redirect
 */
export function redirectOf(
  { base, request, redirects }: Hop,
  status: number,
  location: string | string[] | undefined,
): Redirect | null {
  if (!statuses.has(status) || typeof location !== "string") return null;
  const from = urlOf({ base, request });
  const url = URL.canParse(location, from.href) ? new URL(location, from) : null;
  if (url === null) return { refused: `it redirects to ${JSON.stringify(location.slice(0, 80))}, which is not a URL` };
  if (url.protocol !== base.protocol || url.host !== base.host) {
    return {
      refused: `it redirects to ${url.origin === "null" ? url.href : url.origin}, and load goes to ${base.host} alone`,
    };
  }
  if (redirects >= mostRedirects) return { refused: `it redirects more than ${mostRedirects} times in a row` };
  const next = new URL("/", base); // keeps the name and password of the target's URL
  const path = url.pathname + url.search;
  return { to: { base: next, request: { ...methodAfter(status, request), path }, redirects: redirects + 1 } };
}

/** A POST becomes a GET, except where the status says that the request stays as it is. */
function methodAfter(status: number, request: RequestSpec): RequestSpec {
  const stays =
    status === 307 || status === 308 || (status === 303 ? /^(GET|HEAD)$/ : /^(?!POST$)/).test(request.method);
  if (stays) return request;
  const { body: _body, headers, ...rest } = request;
  const kept = Object.entries(headers).filter(([name]) => !bodyHeaders.has(name.toLowerCase()));
  return { ...rest, method: "GET", headers: Object.fromEntries(kept) };
}
