import type { RefusalAnswer } from "../../../rows/client/row.ts";

/** A refusal as the contract's server gives it, and what the client must do after it (contract, Resume). */
export function contractRefusal(status: number, body: string): RefusalAnswer {
  const { code, details } = readError(body);
  const after = afterRefusal(status, code, details.reason);
  return { kind: "refusal", status, ...(code === undefined ? {} : { code }), details, after };
}

function afterRefusal(status: number, code: string | undefined, reason: unknown): RefusalAnswer["after"] {
  if (status === 410 || (status === 401 && code === "RESUME_TOKEN_INVALID")) return "start-anew";
  if (status === 404) return reason === "redis_unavailable" ? "come-back" : "start-anew";
  return status === 429 || status === 503 ? "come-back" : "open";
}

type Details = NonNullable<RefusalAnswer["details"]>;

function readError(body: string): { readonly code?: string; readonly details: Details } {
  try {
    const { code, details } = JSON.parse(body) as { code?: unknown; details?: Details };
    return { ...(typeof code === "string" ? { code } : {}), details: details ?? {} };
  } catch {
    return { details: {} };
  }
}
