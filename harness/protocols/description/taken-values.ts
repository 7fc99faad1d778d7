import type { IncomingHttpHeaders } from "node:http";
import type { OpenRequest, StreamDescription } from "./description.ts";
import { headerOf } from "./requests.ts";
import type { EventJson } from "./rules.ts";
import { namesIn, type Values } from "./template.ts";

/** What `open` takes from the stream that answers it, sorted by where it is. Made once for a description. */
export interface TakenOnOpen {
  readonly fromHeaders: readonly (readonly [name: string, header: string])[];
  /** With JSON pointers into an event's data. */
  readonly fromEvents: readonly (readonly [name: string, pointer: string])[];
}

export function takenOnOpen({ take = {} }: Pick<OpenRequest, "take">): TakenOnOpen {
  const taken = Object.entries(take);
  return {
    fromHeaders: taken.flatMap(([name, from]) => ("header" in from ? [[name, from.header] as const] : [])),
    fromEvents: taken.flatMap(([name, from]) => ("event" in from ? [[name, from.event] as const] : [])),
  };
}

/** Puts the values of an answer's headers into `values`, those that it has. */
export function takeFromHeaders(
  fromHeaders: TakenOnOpen["fromHeaders"],
  headers: IncomingHttpHeaders,
  values: Record<string, string>,
): void {
  for (const [name, header] of fromHeaders) {
    const value = headerOf(headers, header);
    if (value !== null) values[name] = value;
  }
}

/** Puts the values of an event into `values`: of each name, the first that comes. @returns how many were put */
export function takeFromEvent(
  fromEvents: TakenOnOpen["fromEvents"],
  json: EventJson,
  values: Record<string, string>,
): number {
  let put = 0;
  for (const [name, pointer] of fromEvents) {
    if (Object.hasOwn(values, name)) continue; // before the event is parsed for it
    const value = json.at(pointer);
    if (typeof value !== "string" && typeof value !== "number") continue;
    values[name] = String(value);
    put++;
  }
  return put;
}

/** What requests and proofs need of the answer to `open` and have not got, as a sentence; null where nothing lacks. */
export function lackOf(
  { resume, cursor, proof }: StreamDescription,
  { fromHeaders, fromEvents }: TakenOnOpen,
  { values, isOver }: { readonly values: Values; readonly isOver: boolean },
): string | null {
  const needed = new Set(namesIn([resume, cursor.send, proof]));
  const lacks = ([name]: readonly [string, string]) => needed.has(name) && !Object.hasOwn(values, name);
  const header = fromHeaders.find(lacks);
  if (header) return `The answer to "open" has no header ${header[1]}, from which {${header[0]}} is taken`;
  const event = isOver ? fromEvents.find(lacks) : undefined;
  return event ? `The stream has no event with a value at ${event[1]}, from which {${event[0]}} is taken` : null;
}
