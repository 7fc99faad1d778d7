import type { Socket } from "node:net";
import type { CutHow } from "../history/records.ts";
import { abandonedMs } from "./exchange.ts";
import type { FaceTimers, Timed } from "./face-timers.ts";

/**
 * Loses a connection in the way that a plan has drawn. Its reader must take no more bytes.
 *
 * `silent`: what the server sends fills the buffers of both kernels, as it does when a network drops every packet (only that a
 * kernel of ours goes on saying that it is there). `half-open`: it is all read and thrown away.
 */
export function loseSocket(socket: Socket, how: CutHow, timers: FaceTimers): void {
  if (how === "fin") socket.end(() => socket.destroy());
  else if (how === "rst") socket.resetAndDestroy();
  else {
    if (how === "silent") socket.pause();
    else socket.resume();
    new Abandoned(socket, timers);
  }
}

/** A connection that nobody reads any more, until its server closes it, its time is over, or the run stops. */
class Abandoned implements Timed {
  readonly limitAt: number;
  readonly #socket: Socket;
  readonly #timers: FaceTimers;

  constructor(socket: Socket, timers: FaceTimers) {
    this.#socket = socket;
    this.#timers = timers;
    this.limitAt = timers.in(abandonedMs);
    timers.add(this);
    socket.once("close", () => timers.delete(this));
  }

  onLimit(): void {
    this.#timers.delete(this);
    this.#socket.destroy();
  }

  onStop(): void {
    this.onLimit();
  }
}
