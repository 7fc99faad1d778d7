import { randomBytes } from "node:crypto";
import { signedToken } from "../../protocols/draft-graph/signed-token.ts";

/** How long a token says that it lives, in seconds: longer than any row. */
const lifeSec = 900;

/** The resume tokens that one row has issued (contract, The token). To the client they are opaque. */
export class TokenBook {
  readonly #secret = randomBytes(32);
  readonly #places = new Map<string, number>();
  readonly #issued: { readonly token: string; readonly lastId: string }[] = [];

  /** @param lastId the id behind which a resume with this token goes on */
  issue(of: string, lastId: string): string {
    const claims = {
      request_id: of,
      step: "DRAFTING",
      seq: Number(lastId),
      expires_at: Math.floor(Date.now() / 1_000) + lifeSec,
      kid: "lab",
      n: this.#issued.length,
    };
    const token = signedToken(claims, this.#secret);
    this.saw(token, lastId);
    return token;
  }

  /** Takes a token that somebody issued. @returns which one it is, counted from 0 */
  saw(token: string, lastId: string): number {
    this.#places.set(token, this.#issued.length);
    return this.#issued.push({ token, lastId }) - 1;
  }

  /** -1: none was issued. */
  get newest(): number {
    return this.#issued.length - 1;
  }

  /** Which of the issued tokens it is, counted from 0; -1 for any other. */
  indexOf(token: string): number {
    return this.#places.get(token) ?? -1;
  }

  /** The place to go on from: behind Last-Event-ID, else where the token was issued. */
  cursorOf(token: number, lastEventId: string | null): string | null {
    return lastEventId ?? this.#issued[token]?.lastId ?? null;
  }
}
