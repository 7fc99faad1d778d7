import type { RefinedResponse } from "k6/http";
import type { ConnLine } from "./lines.ts";

/** The headers that the records need; a log of all of them would be larger than the events. */
const kept = ["Content-Type", "X-Correlation-Id", "Retry-After", "X-Resume-Recovery", "X-Resume-Mode"];

export function keptHeaders({ headers }: RefinedResponse<"text">): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of kept) {
    const value = headers?.[name];
    if (value !== undefined) found[name.toLowerCase()] = value;
  }
  return found;
}

export function firstByte({ timings, status }: RefinedResponse<"text">): Pick<ConnLine, "firstByteMs"> {
  if (status === 0 || !timings) return {};
  const { blocked, connecting, tls_handshaking, sending, waiting } = timings;
  return { firstByteMs: Math.round((blocked + connecting + tls_handshaking + sending + waiting) * 100) / 100 };
}

export function retryAfter(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  return /^\d{1,6}$/.test(value) ? Number(value) * 1_000 : 1_000;
}
