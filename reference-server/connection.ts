import type { ServerResponse } from "node:http";
import { blockWithoutId, heartbeat } from "./entry.ts";

/** A reader that takes nothing for this long is let go, in milliseconds. It may come back and resume. */
const stalledLimitMs = 30_000;

export interface ConnectionOptions {
  readonly response: ServerResponse;
  readonly heartbeatSec: number;
  /** Half of a token's life, in milliseconds: then the connection gets a fresh one. */
  readonly refreshTokenMs: number;
  /** The data of a fresh `resume` event, or null when resume is not to be had just now. */
  freshToken(): string | null;
  /** The reader took what it had been given; there is room for more. */
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
  #stalled: NodeJS.Timeout | null = null;
  #tokenAt: number | null = null;
  #closed = false;
  closedBecauseStalled = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    const { response } = options;
    response.socket?.setNoDelay(true);
    response.on("drain", () => this.#drained());
    response.on("close", () => this.#close());
    response.on("error", () => this.#close());
    this.#heartbeat = setInterval(() => this.#beat(), options.heartbeatSec * 1_000);
  }

  get isOpen(): boolean {
    return !this.#closed;
  }

  get isFull(): boolean {
    return this.#stalled !== null;
  }

  /** Writes one stored event, preceded by a fresh token when the last one is half spent. @returns whether there is room for more */
  send(block: Buffer): boolean {
    if (this.#closed) return false;
    this.#heartbeat.refresh();
    const written = this.#write(block);
    this.#refreshToken();
    return written && !this.isFull;
  }

  /** Remembers that the client got a token just now, by a stored event. */
  tokenSent(): void {
    this.#tokenAt = performance.now();
  }

  /** Sends a token of this connection's own, without an id. */
  sendToken(): void {
    const data = this.#options.freshToken();
    if (data === null || this.#closed) return;
    this.#tokenAt = performance.now();
    this.#write(blockWithoutId("resume", data));
  }

  sendHeartbeat(): void {
    if (!this.#closed) this.#write(heartbeat);
  }

  /** Ends it in good order, after what was written. */
  end(): void {
    if (this.#closed) return;
    this.#options.response.end();
    this.#close();
  }

  /**
   * Ends it before the stream's last event. Cut off and not closed in good order, so that no client can take what it has for
   * the whole: it is to come back.
   */
  abort(): void {
    if (this.#closed) return;
    this.#options.response.destroy();
    this.#close();
  }

  #beat(): void {
    if (!this.isFull) this.sendHeartbeat();
    this.#refreshToken();
  }

  #refreshToken(): void {
    if (this.#tokenAt === null || this.#closed || this.isFull) return;
    if (performance.now() - this.#tokenAt >= this.#options.refreshTokenMs) this.sendToken();
  }

  #write(bytes: Buffer | string): boolean {
    const room = this.#options.response.write(bytes);
    if (!room && this.#stalled === null) {
      this.#stalled = setTimeout(() => {
        this.closedBecauseStalled = true;
        this.#options.response.destroy();
      }, stalledLimitMs);
    }
    return room;
  }

  #drained(): void {
    if (this.#stalled) clearTimeout(this.#stalled);
    this.#stalled = null;
    if (!this.#closed) this.#options.onRoom();
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#heartbeat);
    if (this.#stalled) clearTimeout(this.#stalled);
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
