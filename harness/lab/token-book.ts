import { createHmac, randomBytes } from "node:crypto";
import type { ServedStream } from "./stream-script.ts";

/** How long a token says that it lives, in seconds: longer than any row. */
const lifeSec = 900;

/** The resume tokens that one row has issued (contract, The token). To the client they are opaque. */
export class TokenBook {
  readonly #secret = randomBytes(32);
  readonly #issued: { readonly token: string; readonly of: string }[] = [];

  /** The event that carries a new token. It belongs to the connection, so it has no id. */
  event(stream: ServedStream, now: number): string {
    const claims = {
      request_id: stream.of,
      step: "DRAFTING",
      seq: Math.max(0, stream.sent - 1),
      expires_at: Math.floor(Date.now() / 1_000) + lifeSec,
      kid: `lab-${Math.round(now)}`,
    };
    const body = Buffer.from(JSON.stringify(claims)).toString("base64url");
    const token = `${body}.${createHmac("sha256", this.#secret).update(body).digest("base64url")}`;
    this.#issued.push({ token, of: stream.of });
    return `event: resume\ndata: ${JSON.stringify({ token })}\n\n`;
  }

  /** Which of the issued tokens it is, counted from 0; -1 for any other. */
  indexOf(token: string): number {
    return this.#issued.findIndex((each) => each.token === token);
  }

  /** The cursor to go on from: that of the header, or the start. */
  cursorOf(_token: number, lastEventId: string | null): string | null {
    return lastEventId;
  }

  get newest(): number {
    return this.#issued.length - 1;
  }
}
