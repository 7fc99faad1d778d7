import { connect, type Socket } from "node:net";

export interface RawStream {
  readonly socket: Socket;
  /** The part of the answer that has been read. */
  text(): string;
}

/**
 * Starts a stream over a bare socket, for faults with badly behaved clients. The caller reads, stalls or hangs up, and destroys
 * the socket.
 *
 * @throws Error when the server does not accept the connection within `limitMs`
 */
export async function openRawStream(
  base: string,
  workload: { events: number; interval_ms: number; event_bytes: number; seed: number },
  { limitMs = 5_000, read = true } = {},
): Promise<RawStream> {
  const { hostname, port } = new URL(base);
  const body = JSON.stringify({
    brief: "A stream that a fault of the harness opens by itself.",
    flags: { reference: workload },
  });
  let text = "";
  const socket = connect({ host: hostname, port: Number(port) });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const limit = setTimeout(() => reject(new Error(`no connection to ${base} in ${limitMs} ms`)), limitMs);
  socket.on("error", reject); // without effect once connected; the socket then closes by itself
  socket.once("connect", resolve);
  if (read) {
    socket.on("data", (bytes) => {
      if (text.length < 65_536) text += bytes.toString("latin1");
    });
  } else socket.pause();
  try {
    await promise;
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    clearTimeout(limit);
  }
  socket.write(
    `POST /assist/draft-graph/stream HTTP/1.1\r\nHost: ${hostname}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
  return { socket, text: () => text };
}
