import type { Socket } from "node:net";

/**
 * Resets a connection (TCP RST), as a failing network would.
 *
 * After our own FIN the socket is only destroyed: there libuv refuses a reset (`uv_tcp_close_reset` gives UV_EINVAL), node
 * treats the handle as closed anyway, and the process spins forever instead of exiting (seen with node 20 and 24).
 */
export function resetSocket(socket: Socket): void {
  if (socket.destroyed) return;
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}
