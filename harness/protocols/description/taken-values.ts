import type { IncomingHttpHeaders } from "node:http";
import type { OpenRequest } from "./description.ts";
import { headerOf } from "./requests.ts";
import type { EventJson } from "./rules.ts";

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
