import type { RefinedResponse } from "k6/http";
import { retryAfterMs } from "../../engine/retry-after.ts";
import type { StreamDescription } from "../../protocols/description/description.ts";
import { answerHeaders } from "../../protocols/draft-graph/answers.ts";
import type { ConnLine } from "../log/lines.ts";

/** The headers that the records need. A log of all headers would be larger than the events. */
const kept = new Set<string>(["content-type", "retry-after", ...answerHeaders]);

/** @param described a cursor of it may stand in a header */
export function keptHeaders(response: RefinedResponse<"text">, described?: StreamDescription): Record<string, string> {
  const from = described?.cursor.from;
  const cursor = typeof from === "object" && "header" in from ? from.header.toLowerCase() : null;
  const all = Object.entries(headersOf(response));
  return Object.fromEntries(all.filter(([name]) => kept.has(name) || name === cursor));
}

/** All headers by their names in lower case; k6 writes them as Go does. */
export function headersOf({ headers }: RefinedResponse<"text">): Record<string, string> {
  const all = Object.entries(headers ?? {});
  return Object.fromEntries(all.flatMap(([name, value]) => (value === undefined ? [] : [[name.toLowerCase(), value]])));
}

export function firstByte({ timings, status }: RefinedResponse<"text">): Pick<ConnLine, "firstByteMs"> {
  if (status === 0 || !timings) return {};
  const { blocked, connecting, tls_handshaking, sending, waiting } = timings;
  return { firstByteMs: Math.round((blocked + connecting + tls_handshaking + sending + waiting) * 100) / 100 };
}

export function waitOf({ "retry-after": value }: Readonly<Record<string, string>>): number | undefined {
  return value === undefined ? undefined : retryAfterMs(value, Date.now());
}
