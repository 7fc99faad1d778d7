import type { IncomingMessage, ServerResponse } from "node:http";
import type { EventFilter, Lie, Out } from "../liar.ts";
import type { SeenPayloads } from "../seen-payloads.ts";
import { type Block, createBlockReader } from "./block.ts";
import type { ProxiedConnection } from "./proxied-request.ts";

/** Changes nothing. */
const passOn: EventFilter = { block: (block, out) => out.send(block) };

export interface StreamOptions {
  readonly connection: ProxiedConnection;
  readonly lie: Lie;
  readonly seenPayloads: SeenPayloads;
}

/** One event stream from the server to a client. It owns its timers and ends both sides together. */
export class ProxyStream implements Out {
  readonly #response: ServerResponse;
  readonly #pieces: (bytes: Buffer) => readonly Buffer[];
  readonly #timers: NodeJS.Timeout[] = [];
  /** What waits while the stream is held; null when it is not. */
  #held: Block[] | null = null;
  #endHeld = false;

  constructor(server: IncomingMessage, response: ServerResponse, { connection, lie, seenPayloads }: StreamOptions) {
    this.#response = response;
    this.#pieces = lie.pieces?.(connection) ?? ((bytes) => [bytes]);
    const isLiedTo = connection.kind !== "other" || lie.toAll === true;
    const filter = (isLiedTo ? lie.events?.(connection) : null) ?? passOn;
    const read = createBlockReader((block) => {
      seenPayloads.saw(connection.stream, block);
      if (!response.writableEnded) filter.block(block, this);
    });
    server.on("data", (chunk: Buffer) => {
      read(chunk);
      if (response.writableNeedDrain) server.pause();
    });
    response.on("drain", () => server.resume());
    server.on("end", () => (filter.end ? filter.end(this) : this.end()));
    server.on("error", () => {}); // "close" follows
    server.on("close", () => {
      if (!server.complete) response.destroy(); // the server broke off, so the client's side breaks off too
    });
    response.on("close", () => {
      for (const timer of this.#timers) clearTimeout(timer);
      server.destroy();
    });
  }

  send(...blocks: readonly Block[]): void {
    for (const block of blocks) {
      if (this.#held) this.#held.push(block);
      else for (const piece of this.#pieces(block.raw)) this.#response.write(piece);
    }
  }

  end(): void {
    if (this.#held) this.#endHeld = true;
    else this.#response.end();
  }

  reset(): void {
    this.#response.socket?.destroySoon(); // what was sent still arrives, unlike with a TCP reset
  }

  hold(ms: number): void {
    this.#held ??= [];
    this.#timers.push(setTimeout(() => this.#release(), ms));
  }

  repeat(everyMs: number, block: Block): void {
    this.#timers.push(setInterval(() => this.send(block), everyMs));
  }

  #release(): void {
    const held = this.#held ?? [];
    this.#held = null;
    this.send(...held);
    if (this.#endHeld) this.end();
  }
}
