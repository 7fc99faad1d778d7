import type { IncomingMessage } from "node:http";
import type { ClientRow } from "../../../rows/client/row.ts";
import type { RequestRecord } from "../history/records.ts";
import type { StreamPlace } from "../wires/wire.ts";
import type { TokenBook } from "./token-book.ts";

interface Known {
  /** The path below the row's URL, with its query. */
  readonly path: string;
  readonly row: ClientRow;
  readonly credentials: Readonly<Record<string, string>>;
  readonly tokens: TokenBook;
  /** Where a request of another protocol than event-source and draft-graph belongs. */
  readonly place?: StreamPlace | undefined;
}

/** Query parameters that clients use for a cursor where they cannot send a header. */
const cursorParameters = /^last[-_]?event[-_]?id$/i;
/** The route that resumes (contract, Resume). */
const resumePath = "/assist/draft-graph/resume";

/** What the judge has to know of a request. Credentials are compared here and not kept. */
export function readRequest(
  { method = "GET", headers }: IncomingMessage,
  { path, row, credentials, tokens, place }: Known,
): Omit<RequestRecord, "k" | "r" | "at" | "body"> {
  const usual = {
    method,
    accept: headers.accept ?? null,
    contentType: headers["content-type"] ?? null,
    credentials: credentialsOf(headers, credentials),
  };
  if (place) {
    const { cursor, cursorIn, path, resumes, opens } = place;
    return {
      ...usual,
      path,
      resumes,
      ...(opens ? { opens } : {}),
      cursor,
      cursorIn: cursor === null ? null : cursorIn,
    };
  }
  const url = new URL(path, "http://lab");
  const inQuery = [...url.searchParams.keys()].find((name) => cursorParameters.test(name));
  const asked = (inQuery === undefined ? null : url.searchParams.get(inQuery)) || null; // an empty one is none
  const header = headers["last-event-id"];
  const sent = typeof header === "string" && header !== "" ? Buffer.from(header, "latin1").toString("utf8") : null;
  const token = headers["x-resume-token"];
  return {
    ...usual,
    path: url.pathname + (inQuery === undefined ? url.search : searchWithout(url.search, inQuery)),
    resumes: row.protocol === "draft-graph" && url.pathname === resumePath,
    cursor: sent ?? asked,
    cursorIn: sent !== null ? "header" : asked !== null ? (inQuery as string) : null,
    ...(typeof token === "string" ? { token: tokens.indexOf(token) } : {}),
  };
}

/** A query without one of its parameters, the others as they were written: `URLSearchParams` would write `a,b` and `%20` anew. */
function searchWithout(search: string, name: string): string {
  const parts = search.slice(1).split("&");
  const kept = parts.filter((part) => !new URLSearchParams(part).has(name));
  return kept.length === 0 ? "" : `?${kept.join("&")}`;
}

function credentialsOf(
  headers: IncomingMessage["headers"],
  wanted: Readonly<Record<string, string>>,
): RequestRecord["credentials"] {
  const names = Object.keys(wanted);
  const sent = names.filter((name) => headers[name.toLowerCase()] !== undefined);
  if (sent.length === 0) return "absent";
  return names.every((name) => headers[name.toLowerCase()] === wanted[name]) ? "sent" : "wrong";
}

/** Longer bodies are not kept. */
const mostBodyBytes = 1024 * 1024;

/** The whole body of a request. */
export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= mostBodyBytes) chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
