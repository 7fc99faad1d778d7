import type { RefinedResponse } from "k6/http";
import { retryAfterMs } from "../engine/retry-after.ts";
import { answerHeaders } from "../protocols/draft-graph/answers.ts";
import type { ConnLine } from "./lines.ts";

/** The headers that the records need; a log of all of them would be larger than the events. */
const kept = new Set<string>(["content-type", "retry-after", ...answerHeaders]);

export function keptHeaders({ headers }: RefinedResponse<"text">): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers ?? {})) {
    const lower = name.toLowerCase(); // k6 writes them as Go does
    if (kept.has(lower) && value !== undefined) found[lower] = value;
  }
  return found;
}

export function firstByte({ timings, status }: RefinedResponse<"text">): Pick<ConnLine, "firstByteMs"> {
  if (status === 0 || !timings) return {};
  const { blocked, connecting, tls_handshaking, sending, waiting } = timings;
  return { firstByteMs: Math.round((blocked + connecting + tls_handshaking + sending + waiting) * 100) / 100 };
}

export function waitOf({ "retry-after": value }: Readonly<Record<string, string>>): number | undefined {
  return value === undefined ? undefined : retryAfterMs(value, Date.now());
}
