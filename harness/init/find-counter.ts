import { parseJson } from "../protocols/description/json-pointer.ts";
import type { SeenEvent } from "./observe.ts";

export interface Counter {
  readonly pointer: string;
  readonly from: number;
  readonly seen: number;
}

/** The place where events carry numbers that rise by one: in at least three events, and in three of four of all. The id is tried first. */
export function counterOf(events: readonly SeenEvent[]): Counter | null {
  const byPlace = new Map<string, number[]>();
  for (const event of events) {
    for (const [place, value] of numbersOf(event)) byPlace.set(place, [...(byPlace.get(place) ?? []), value]);
  }
  for (const [pointer, values] of [...byPlace].sort(([a], [b]) => Number(b === "id") - Number(a === "id"))) {
    const [from = -1] = values;
    const rises = values.every((value, i) => value === from + i);
    if (rises && from >= 0 && values.length >= 3 && values.length * 4 >= events.length * 3) {
      return { pointer, from, seen: values.length };
    }
  }
  return null;
}

export function numbersOf({ id, data }: SeenEvent): [string, number][] {
  const found: [string, number][] = id !== null && /^\d{1,15}$/.test(id) ? [["id", Number(id)]] : [];
  const visit = (value: unknown, pointer: string, depth: number): void => {
    if (typeof value === "number" && Number.isSafeInteger(value) && pointer !== "") found.push([pointer, value]);
    if (typeof value !== "object" || value === null || Array.isArray(value) || depth === 0) return;
    for (const [key, each] of Object.entries(value)) {
      visit(each, `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`, depth - 1);
    }
  };
  visit(parseJson(data), "", 3);
  return found;
}

export function typesWithout({ pointer }: Counter, events: readonly SeenEvent[]): string[] {
  const numbered = new Set(
    events.filter((event) => numbersOf(event).some(([place]) => place === pointer)).map(({ type }) => type),
  );
  const types = new Set(events.slice(0, -1).map(({ type }) => type)); // the last one may be the end
  return [...types].filter((type) => !numbered.has(type));
}
