import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { resetSocket } from "./reset-socket.ts";

export interface ProxyTarget {
  readonly host: string;
  readonly port: number;
}

/** A TCP proxy that keeps one address while what is behind it comes, goes and misbehaves. */
export interface FaultProxy {
  readonly port: number;
  /** New connections go there. Those that are open stay where they are. */
  retarget(target: ProxyTarget): void;
  /** Delays each direction's data by this many milliseconds; 0 ends it. Nothing overtakes what was sent before. */
  setLatency(ms: number): void;
  /** Accepts and swallows: nothing goes through in either direction until it is turned off. Connections open then are reset. */
  blackhole(on: boolean): void;
  /** Resets all open connections (RST). */
  reset(): void;
  /** Closes the port, so that a connection is refused, and resets what is open; turned off, the same port listens again. */
  refuse(on: boolean): Promise<void>;
  readonly open: number;
  close(): Promise<void>;
}

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
}

export async function createFaultProxy(first: ProxyTarget): Promise<FaultProxy> {
  const pairs = new Set<Pair>();
  let target = first;
  let latencyMs = 0;
  let swallow = false;
  let listener: Server = await listen(0);
  const port = (listener.address() as { port: number }).port;

  async function listen(on: number): Promise<Server> {
    const server = createServer({ noDelay: true, pauseOnConnect: false }, accept);
    server.on("error", () => {}); // a later listen on the same port reports its own
    server.listen(on, "127.0.0.1");
    await once(server, "listening");
    return server;
  }

  function accept(client: Socket): void {
    const server = connect({ ...target, noDelay: true });
    const pair: Pair = { client, server };
    pairs.add(pair);
    const end = () => {
      if (!pairs.delete(pair)) return;
      resetSocket(client);
      resetSocket(server);
    };
    for (const socket of [client, server]) {
      socket.on("error", end);
      socket.on("close", end);
    }
    forward(client, server);
    forward(server, client);
  }

  /** Passes data on, later when there is latency, not at all in a black hole; a slow receiver holds up the sender. */
  function forward(from: Socket, to: Socket): void {
    const late: { readonly bytes: Buffer; readonly due: number }[] = [];
    const deliver = () => {
      for (let next = late[0]; next; next = late[0]) {
        const waitMs = to.destroyed ? 0 : next.due - performance.now();
        if (waitMs > 0) {
          setTimeout(deliver, waitMs);
          return;
        }
        late.shift();
        write(from, to, next.bytes);
      }
    };
    from.on("data", (bytes) => {
      if (swallow) return;
      const before = late.at(-1);
      if (latencyMs === 0 && !before) {
        write(from, to, bytes);
        return;
      }
      // When the latency falls, what comes now still waits behind what is on its way: a stream of bytes has one order.
      late.push({ bytes, due: Math.max(before?.due ?? 0, performance.now() + latencyMs) });
      if (!before) setTimeout(deliver, latencyMs);
    });
    to.on("drain", () => from.resume());
  }

  function write(from: Socket, to: Socket, bytes: Buffer): void {
    if (swallow || to.destroyed) return;
    if (!to.write(bytes)) from.pause();
  }

  function reset(): void {
    for (const pair of [...pairs]) {
      pairs.delete(pair);
      resetSocket(pair.client);
      resetSocket(pair.server);
    }
  }

  return {
    port,
    get open() {
      return pairs.size;
    },
    retarget(next) {
      target = next;
    },
    setLatency(ms) {
      latencyMs = ms;
    },
    blackhole(on) {
      swallow = on;
      if (!on) reset(); // bytes are missing from these streams: they cannot go on
    },
    reset,
    async refuse(on) {
      if (on && listener.listening) {
        const closed = once(listener, "close");
        listener.close();
        reset();
        await closed;
      } else if (!on && !listener.listening) listener = await listen(port);
    },
    async close() {
      reset();
      if (!listener.listening) return;
      const closed = once(listener, "close");
      listener.close();
      await closed;
    },
  };
}
