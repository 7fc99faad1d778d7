import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** One address for several servers. */
export interface FrontAddress {
  readonly url: URL;
  close(): Promise<void>;
}

/**
 * Gives each connection to the next server in turn, or to the one after it when that one refuses: what a service's
 * address does while instances come and go. It knows nothing of HTTP.
 */
export async function startBalancer(targets: readonly URL[]): Promise<FrontAddress> {
  const open = new Set<Socket>();
  let turn = 0;
  const listener = createServer({ noDelay: true, pauseOnConnect: true }, (client) => {
    keep(client);
    tryNext(client, turn++, targets.length);
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const { port } = listener.address() as { port: number };

  function keep(socket: Socket): void {
    open.add(socket);
    socket.on("error", () => {}); // "close" follows, and ends the other side
    socket.on("close", () => open.delete(socket));
  }

  function tryNext(client: Socket, number: number, left: number): void {
    if (left === 0) return void client.resetAndDestroy();
    const target = targets[number % targets.length] as URL;
    const server = connect({ host: target.hostname, port: Number(target.port), noDelay: true });
    keep(server);
    let connected = false;
    server.on("connect", () => {
      connected = true;
      client.pipe(server);
      server.pipe(client);
    });
    server.on("close", (hadError) => {
      if (!connected) tryNext(client, number + 1, left - 1);
      else if (hadError) client.resetAndDestroy();
      else client.destroySoon();
    });
    client.on("close", () => server.destroy());
  }

  return {
    url: new URL(`http://127.0.0.1:${port}`),
    async close() {
      const closed = once(listener, "close");
      listener.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}
