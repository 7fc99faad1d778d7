import type { Settings } from "../settings.ts";
import type { Keyring } from "./keyring.ts";
import { signToken } from "./token.ts";

/** Unix seconds, whole. */
export type Clock = () => number;

/** This instance's clock, shifted for the clock-skew scenario (contract, REFERENCE_CLOCK_OFFSET_SEC). */
export function createClock(offsetSec: number): Clock {
  return () => Math.floor(Date.now() / 1_000) + offsetSec;
}

/** Makes resume tokens for one stream and one API key. */
export class TokenIssuer {
  readonly #keyring: Keyring;
  readonly #settings: Settings;
  readonly #clock: Clock;

  constructor(keyring: Keyring, settings: Settings, clock: Clock) {
    this.#keyring = keyring;
    this.#settings = settings;
    this.#clock = clock;
  }

  /** The data of a `resume` event, for a client that has everything up to `seq`. */
  issue(requestId: string, seq: number, sub: string | null): string {
    const claims = {
      request_id: requestId,
      step: "DRAFTING",
      seq,
      expires_at: this.#clock() + this.#settings.snapshotTtlSec,
      ...(sub === null ? {} : { sub }),
    };
    return JSON.stringify({ token: signToken(claims, this.#keyring.signing()) });
  }
}
