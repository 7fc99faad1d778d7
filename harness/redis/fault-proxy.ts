import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { resetSocket } from "./reset-socket.ts";

export interface ProxyTarget {
  readonly host: string;
  readonly port: number;
}

/** A TCP proxy with a fixed address. Its target can be changed, slowed down, silenced or cut off. */
export interface FaultProxy {
  readonly port: number;
  /** New connections go to this target; open ones stay. */
  retarget(target: ProxyTarget): void;
  /** Delays data in each direction by this many milliseconds; 0 ends it. Bytes always keep their order. */
  setLatency(ms: number): void;
  /** Accepts connections but passes nothing on in either direction. Turning it off resets the open connections. */
  blackhole(on: boolean): void;
  /** Resets all open connections (RST). */
  reset(): void;
  /** Closes the port, so that connections are refused, and resets the open ones. Turning it off opens the same port again. */
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
    server.on("error", () => {}); // `once` throws when it cannot listen
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

  /** Passes data on: delayed when there is latency, not at all in a black hole. A slow receiver pauses the sender. */
  function forward(from: Socket, to: Socket): void {
    const delayed: { readonly bytes: Buffer; readonly due: number }[] = [];
    const deliver = () => {
      for (let next = delayed[0]; next; next = delayed[0]) {
        const waitMs = to.destroyed ? 0 : next.due - performance.now();
        if (waitMs > 0) {
          setTimeout(deliver, waitMs);
          return;
        }
        delayed.shift();
        write(from, to, next.bytes);
      }
    };
    from.on("data", (bytes) => {
      if (swallow) return;
      const last = delayed.at(-1);
      if (latencyMs === 0 && !last) {
        write(from, to, bytes);
        return;
      }
      // When the latency falls, new bytes still wait for those before them: a stream of bytes has one order.
      delayed.push({ bytes, due: Math.max(last?.due ?? 0, performance.now() + latencyMs) });
      if (!last) setTimeout(deliver, latencyMs);
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
      if (!on) reset(); // these connections have lost bytes, so they cannot go on
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
