import type { ServerResponse } from "node:http";
import type { Logger } from "pino";
import { blockWithoutId, heartbeat } from "../streams/entry.ts";

/** A reader that takes nothing for this long is disconnected, in milliseconds. It may come back and resume. */
const stalledLimitMs = 30_000;

export interface ConnectionOptions {
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly log: Pick<Logger, "warn">;
  readonly heartbeatSec: number;
  /** Half of a token's life, in milliseconds: then the connection gets a fresh one. */
  readonly refreshTokenMs: number;
  /** The data of a fresh `resume` event, or null when resume is not available at the moment. */
  freshToken(): string | null;
  /** The reader has taken what it was given: there is room for more. */
  onRoom(): void;
  onClosed(): void;
}

/**
 * One open event stream to one client: heartbeats, fresh tokens, and no more in memory than the socket takes.
 *
 * `send` says when the socket is full. The caller then stops and goes on at `onRoom`, from wherever it keeps its events.
 */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #heartbeat: NodeJS.Timeout;
  /** Runs while the reader has not taken what it was given; disconnects it at the limit. */
  #stalled: NodeJS.Timeout | null = null;
  #tokenTimer: NodeJS.Timeout | null = null;
  /** Half of the last token's life has passed, and there was no room or no Redis for a fresh one. */
  #tokenDue = false;
  #closed = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    const { response } = options;
    response.socket?.setNoDelay(true);
    response.on("drain", () => this.#drained());
    response.on("close", () => {
      this.#taken();
      this.#close();
    });
    response.on("error", () => this.#close());
    this.#heartbeat = setInterval(() => this.#beat(), options.heartbeatSec * 1_000);
  }

  get isOpen(): boolean {
    return !this.#closed;
  }

  get isFull(): boolean {
    return this.#stalled !== null;
  }

  /** Writes one stored event. @returns whether there is room for more */
  send(block: Buffer): boolean {
    if (this.#closed) return false;
    this.#write(block);
    if (this.#tokenDue) this.#refreshToken();
    return !this.isFull;
  }

  /** Writes the stream's last event; no token comes after it. */
  sendLast(block: Buffer): void {
    this.#tokenDue = false;
    if (!this.#closed) this.#write(block);
  }

  /** Remembers that the client got a token just now, by a stored event. */
  tokenSent(): void {
    if (this.#closed) return;
    this.#tokenDue = false;
    if (this.#tokenTimer) this.#tokenTimer.refresh();
    else this.#tokenTimer = setTimeout(() => this.#refreshToken(), this.#options.refreshTokenMs);
  }

  /** Sends a token for this connection, without an id. If there is no token or no room at the moment, it sends one later. */
  sendToken(): void {
    this.#refreshToken();
  }

  sendHeartbeat(): void {
    if (!this.#closed) this.#write(heartbeat);
  }

  /** Ends it normally, after everything that was written. A reader that does not take it is disconnected. */
  end(): void {
    if (this.#closed) return;
    const { response } = this.#options;
    response.end();
    this.#taken();
    this.#stalled = this.#stallTimer();
    this.#close();
  }

  /**
   * Ends it before the stream's last event. It is cut, not closed normally, so that the client does not take its events for the whole
   * stream, and comes back.
   */
  abort(): void {
    if (this.#closed) return;
    this.#options.response.destroy();
    this.#close();
  }

  #beat(): void {
    if (!this.isFull) this.sendHeartbeat();
    if (this.#tokenDue) this.#refreshToken();
  }

  #refreshToken(): void {
    if (this.#closed) return;
    const data = this.isFull ? null : this.#options.freshToken();
    this.#tokenDue = data === null;
    if (data === null) return;
    this.tokenSent();
    this.#write(blockWithoutId("resume", data));
  }

  #write(bytes: Buffer | string): void {
    this.#heartbeat.refresh();
    if (!this.#options.response.write(bytes)) this.#stalled ??= this.#stallTimer();
  }

  #stallTimer(): NodeJS.Timeout {
    return setTimeout(() => {
      const { log, requestId, response } = this.#options;
      log.warn({ event: "stalled_reader", request_id: requestId }, "A stalled reader was let go");
      response.destroy();
    }, stalledLimitMs);
  }

  #drained(): void {
    if (this.#closed) return; // after `end`, node sends what is left
    this.#taken();
    if (this.#tokenDue) this.#refreshToken();
    this.#options.onRoom();
  }

  #taken(): void {
    if (this.#stalled) clearTimeout(this.#stalled);
    this.#stalled = null;
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#heartbeat);
    if (this.#tokenTimer) clearTimeout(this.#tokenTimer);
    if (this.#options.response.destroyed) this.#taken();
    this.#options.onClosed();
  }
}

/** The head of every event stream (contract, Start a stream). */
export function streamHead(requestId: string): Record<string, string> {
  return {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-cache, no-transform",
    "X-Accel-Buffering": "no",
    "X-Correlation-ID": requestId,
  };
}
