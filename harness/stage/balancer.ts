import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { resetSocket } from "../redis/reset-socket.ts";

/** One address for several servers. */
export interface FrontAddress {
  readonly url: URL;
  close(): Promise<void>;
}

/** How often each server is asked whether it takes connections, and how long its answer may take, in milliseconds. */
const readyEveryMs = 150;
const readyLimitMs = 1_000;

/**
 * Gives each connection to the next server in turn, or to the one after it when that one refuses: what a service's address
 * does while instances come and go. A server whose `/healthz` says that it is draining gets no new connections.
 */
export async function startBalancer(targets: readonly URL[]): Promise<FrontAddress> {
  const open = new Set<Socket>();
  const draining = new Set<URL>();
  let turn = 0;
  const timer = setInterval(() => {
    for (const target of targets) {
      void isDraining(target).then((yes) => (yes ? draining.add(target) : draining.delete(target)));
    }
  }, readyEveryMs);
  const listener = createServer({ noDelay: true, pauseOnConnect: true }, (client) => {
    keep(client);
    tryNext(client, turn++, targets.length);
  });
  listener.listen({ port: 0, host: "127.0.0.1", backlog: 4_096 }); // many clients may come back at once
  await once(listener, "listening");
  const { port } = listener.address() as { port: number };

  function keep(socket: Socket): void {
    open.add(socket);
    socket.on("error", () => {}); // "close" follows, and ends the other side
    socket.on("close", () => open.delete(socket));
  }

  function tryNext(client: Socket, number: number, left: number): void {
    if (left === 0) return resetSocket(client);
    const target = targets[number % targets.length] as URL;
    if (draining.has(target) && left > 1) return tryNext(client, number + 1, left - 1);
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
      else if (hadError) resetSocket(client);
      else client.destroySoon();
    });
    client.on("close", () => server.destroy());
  }

  return {
    url: new URL(`http://127.0.0.1:${port}`),
    async close() {
      clearInterval(timer);
      const closed = once(listener, "close");
      listener.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

/** A server that does not answer is not draining: its connections are refused and go to the next one. */
async function isDraining(target: URL): Promise<boolean> {
  try {
    const answer = await fetch(new URL("/healthz", target), { signal: AbortSignal.timeout(readyLimitMs) });
    return ((await answer.json()) as { draining?: boolean }).draining === true;
  } catch {
    return false;
  }
}
