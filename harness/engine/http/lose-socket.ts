import { type ClientHttp2Stream, constants } from "node:http2";
import type { Socket } from "node:net";
import type { CutHow } from "../../history/records.ts";
import type { FaceTimers, Timed } from "../face-timers.ts";
import { abandonedMs } from "./exchange.ts";

/**
 * Loses a connection in the way that the plan has drawn. Without one, the connection is closed as usual. Its reader must take no
 * more bytes.
 *
 * `silent`: nothing is read any more, so what the server sends fills the buffers of both kernels, as if a network dropped every
 * packet. Unlike there, our kernel still acknowledges what its buffer takes. `half-open`: everything is read and thrown away.
 */
export function loseSocket(socket: Socket, how: CutHow | undefined, timers: FaceTimers): void {
  if (how === undefined) socket.destroy();
  else if (how === "fin") socket.end(() => socket.destroy());
  else if (how === "rst") socket.resetAndDestroy();
  else {
    if (how === "silent") socket.pause();
    else socket.resume();
    new AbandonedConnection(socket, () => socket.destroy(), timers);
  }
}

/**
 * The same for one stream of an HTTP/2 session. `fin` and `rst` are both a reset, because a client has no other way to end a stream
 * that its server still sends. `silent`: the stream's flow control stops the server, while the session goes on.
 */
export function loseStream(stream: ClientHttp2Stream, how: CutHow | undefined, timers: FaceTimers): void {
  if (stream.closed) return;
  if (how === "silent") stream.pause();
  else if (how === "half-open") stream.resume();
  else return stream.close(constants.NGHTTP2_CANCEL);
  new AbandonedConnection(stream, () => stream.close(constants.NGHTTP2_CANCEL), timers);
}

/** Keeps an abandoned connection until its server closes it, its time is over, or the run stops. */
class AbandonedConnection implements Timed {
  readonly limitAt: number;
  readonly #close: () => void;
  readonly #timers: FaceTimers;

  constructor(connection: Socket | ClientHttp2Stream, close: () => void, timers: FaceTimers) {
    this.#close = close;
    this.#timers = timers;
    this.limitAt = timers.in(abandonedMs);
    timers.add(this);
    connection.once("close", () => timers.delete(this));
  }

  onLimit(): void {
    this.#timers.delete(this);
    this.#close();
  }

  onStop(): void {
    this.onLimit();
  }
}
