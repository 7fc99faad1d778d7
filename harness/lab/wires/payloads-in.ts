import type { Delivery } from "../history/delivery.ts";
import { readPayload } from "../stage/payload.ts";

/** The beginning of a payload's text: a part of one, or a changed one, must not be taken for something else. */
const beginning = /\{"n":\d/;

/**
 * The payloads that a delivery holds, wherever a client's library puts them: as a value, as a text, as the lines of a text, or within any of
 * these. A text that only begins like a payload is given back as it is. Anything else is none of the stream's events.
 */
export function payloadsIn({ data, parsed }: Delivery): readonly Delivery[] {
  return found(parsed ? JSON.parse(data) : data);
}

/** The text of the one payload that data hold; null where there is none. */
export function payloadIn(data: string): string | null {
  return payloadsIn({ data })[0]?.data ?? null;
}

function found(value: unknown): readonly Delivery[] {
  if (typeof value === "string") return foundInText(value);
  if (typeof value !== "object" || value === null) return [];
  const text = JSON.stringify(value);
  if ("chain" in value && readPayload(text)) return [{ data: text, parsed: true }];
  return Object.values(value).flatMap(found);
}

function foundInText(text: string): readonly Delivery[] {
  const value = parse(text);
  if (value !== undefined) {
    const isPayload = typeof value === "object" && value !== null && "chain" in value && readPayload(text) !== null;
    return isPayload ? [{ data: text.trim() }] : typeof value === "string" ? [] : found(value);
  }
  const lines = text.split("\n").filter((line) => line !== "");
  if (lines.length > 1) return lines.flatMap(foundInText);
  return beginning.test(text) ? [{ data: text.trim() }] : [];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
