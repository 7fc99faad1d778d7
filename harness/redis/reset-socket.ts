import type { Socket } from "node:net";

/**
 * Ends a connection as a lost network would (RST).
 *
 * Never a reset while a FIN of ours is on its way: libuv refuses it (`uv_tcp_close_reset` is UV_EINVAL), node takes the
 * handle for closed all the same, and the process then spins for ever at its end (seen with node 20 and 24).
 */
export function resetSocket(socket: Socket): void {
  if (socket.destroyed) return;
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}
