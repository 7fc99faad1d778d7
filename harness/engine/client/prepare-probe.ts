import type { ConnRecord } from "../../history/records.ts";
import type { RequestSpec } from "../../protocols/stream-reader.ts";
import type { FaceContext } from "../context.ts";
import type { Token } from "./resume-request.ts";

/** The tokens of which a client can make a probe. */
export interface HeldTokens {
  readonly s: number;
  readonly newest: string;
  readonly oldest: Token;
}

/** A request that must be refused, ready to be sent. */
export interface PreparedProbe {
  readonly what: Omit<ConnRecord, "k" | "s" | "c" | "at" | "due" | "instance">;
  readonly request: RequestSpec;
  readonly headers: Readonly<Record<string, string>>;
  /** How long to wait before sending, in milliseconds: an expired token has to expire first. */
  readonly waitMs: number;
}

/** Expiry is kept in whole seconds, and a token may be used in the second of its expiry. After this long it has surely expired. */
const surelyExpiredMs = 1_200;
/** No plan may make a client wait longer than this for a token's end. */
const longestWaitMs = 30_000;

/**
 * Makes a probe of the tokens that a client holds.
 *
 * @throws Error when there is no such probe, or the face lacks what it needs: a plan that cannot be carried out
 */
export function prepareProbe(name: string, held: HeldTokens, lastSeq: number, face: FaceContext): PreparedProbe {
  const probe = face.protocol.probes?.find((each) => each.name === name || each.row === name);
  if (!probe) throw new Error(`The protocol ${face.protocol.name} has no probe "${name}".`);
  if (probe.as === "another" && !face.otherIdentity) {
    throw new Error(`The probe "${name}" needs a second API key, and this face has none.`);
  }
  const expired = probe.takes === "expired";
  const waitMs = expired ? held.oldest.claims.exp * 1_000 + surelyExpiredMs - Date.now() : 0;
  if (waitMs > longestWaitMs) throw new Error(`The probe "${name}" would have to wait ${Math.round(waitMs)} ms.`);
  const token = probe.tamper(expired ? held.oldest.raw : held.newest, face.tokens.otherThan(held.s));
  const claims = face.protocol.claimsOf?.(token) ?? undefined;
  return {
    what: {
      kind: "resume",
      intent: "probe",
      retry: 0,
      probe: name,
      must: probe.must,
      from: lastSeq,
      ...(claims === undefined ? {} : { token: claims }),
    },
    request: face.protocol.resume({ token, lastEventId: lastSeq >= 0 ? lastSeq : null }),
    headers: probe.as === "another" ? (face.otherIdentity ?? {}) : {},
    waitMs: Math.max(0, waitMs),
  };
}
