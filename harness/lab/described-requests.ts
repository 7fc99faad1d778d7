import type { CreateRequest, DescribedRequest, StreamDescription } from "../protocols/description/description.ts";
import { parseJson, valueAt, withValueAt } from "../protocols/description/json-pointer.ts";

/** Where a request of a described protocol belongs. */
export type Place =
  | { readonly kind: "create"; readonly headers: Readonly<Record<string, string>>; readonly body: string }
  | { readonly kind: "stream"; readonly resumes: boolean }
  | { readonly kind: "none" };

/** @param path without its query. @param word stands for whatever the answer has to give the client a name for */
export function placeOf(description: StreamDescription, method: string, path: string, word: string): Place {
  const { open, resume } = description;
  if (resume && fits(resume, method, path) && !fits(open, method, path)) return { kind: "stream", resumes: true };
  if (fits(open, method, path)) return { kind: "stream", resumes: false };
  const creates = [description.session ?? [], description.create ?? []].flat();
  const create = creates.find((each) => fits(each, method, path));
  return create ? created(create, word) : { kind: "none" };
}

/** Headers of the stream's answer from which the client takes values. */
export function openHeaders({ open }: StreamDescription, word: string): Record<string, string> {
  const taken = Object.values(open.take ?? {});
  return Object.fromEntries(taken.flatMap((from) => ("header" in from ? [[from.header, word]] : [])));
}

/** The answer to a request that makes something: what the client takes from it is there. */
function created({ take = {} }: CreateRequest, word: string): Place {
  let body: unknown = {};
  const headers: Record<string, string> = {};
  for (const from of Object.values(take)) {
    if (typeof from === "string") body = withValueAt(body, from, word);
    else headers[from.header] = word;
  }
  return { kind: "create", headers, body: JSON.stringify(body) };
}

interface Carried {
  readonly cursor: string | null;
  readonly where: string;
}

interface Parts {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly url: URL;
  readonly body: string;
}

/** The cursor that a request of a described protocol carries; null without one, and for what a client sends that has none yet. */
export function describedCursor({ cursor }: StreamDescription, parts: Parts): Carried {
  const carried = carriedBy(cursor, parts);
  const none = cursor.first ?? (cursor.from === "count" ? "0" : null);
  return carried.cursor === none ? { ...carried, cursor: null } : carried;
}

function carriedBy({ send }: StreamDescription["cursor"], { headers, url, body }: Parts): Carried {
  if (send === undefined) return { cursor: null, where: "nowhere" };
  if ("header" in send) {
    const value = headers[send.header.toLowerCase()];
    return { cursor: typeof value === "string" && value !== "" ? utf8(value) : null, where: send.header };
  }
  if ("query" in send) {
    const value = url.searchParams.get(send.query);
    url.searchParams.delete(send.query);
    return { cursor: value || null, where: send.query };
  }
  const value = valueAt(parseJson(body), send.body);
  return { cursor: value === undefined || value === null ? null : String(value), where: send.body };
}

function utf8(value: string): string {
  return Buffer.from(value, "latin1").toString("utf8");
}

/** Whether a path is one of a template's, in which a name in braces stands for anything but a slash. */
function fits(request: DescribedRequest, method: string, path: string): boolean {
  const [wanted, template] = (["get", "post", "put"] as const).flatMap((each) =>
    request[each] === undefined ? [] : [[each.toUpperCase(), request[each]] as const],
  )[0] ?? ["", ""];
  if (wanted !== method) return false;
  const parts = (template.split("?")[0] ?? "")
    .split(/\{\$?\w+\}/)
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^/]*")}/?$`).test(path || "/");
}
