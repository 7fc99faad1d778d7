import type { ConnRecord } from "../../history/records.ts";
import type { TokenClaims } from "../../protocols/event-facts.ts";
import type { Protocol } from "../../protocols/protocol.ts";
import type { RequestSpec, StreamReader } from "../../protocols/stream-reader.ts";

/** A token as it came, and what it says. */
export interface Token {
  readonly raw: string;
  readonly claims: TokenClaims;
}

/** A resume, and what its record says about its cursor. */
export interface ResumeRequest extends Pick<ConnRecord, "from" | "token"> {
  readonly request: RequestSpec;
}

/** The request with which a client goes on: by its reader's route, or by its newest token. */
export function resumeRequest(
  reader: StreamReader,
  token: Token | null,
  { protocol, sendLastEventId }: { readonly protocol: Protocol; readonly sendLastEventId: boolean },
): ResumeRequest {
  if (reader.route) return reader.route.resume();
  if (!token) throw new Error("A client without a token cannot resume.");
  const lastEventId = sendLastEventId && reader.lastSeq >= 0 ? reader.lastSeq : null;
  const request = protocol.resume({ token: token.raw, lastEventId });
  return { request, from: lastEventId ?? -1, token: token.claims };
}
