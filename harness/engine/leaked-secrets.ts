import type { AnswerRecord } from "../history/records.ts";
import type { Protocol } from "../protocols/protocol.ts";

/** What must not be found in an answer that is not a stream. */
export interface Guarded {
  readonly secrets: readonly string[];
  /** Tokens that this client holds or has just sent. */
  readonly tokens: Iterable<string>;
  readonly protocol: Pick<Protocol, "holdsToken">;
}

/** The kind of secret in an error body, which must hold none (contract, Resume): a configured secret, or anybody's token. */
export function leakIn(body: string, { secrets, tokens, protocol }: Guarded): NonNullable<AnswerRecord["leak"]> | null {
  const holds = (secret: string) => body.includes(secret) || body.includes(JSON.stringify(secret).slice(1, -1));
  if (secrets.some((secret) => secret.length > 0 && holds(secret))) return "secret";
  for (const token of tokens) if (body.includes(token)) return "token";
  return protocol.holdsToken?.(body) ? "token" : null;
}
