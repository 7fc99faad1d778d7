import { connect } from "node:net";

/**
 * Sends one command over a connection of its own and gives its answer back as text: a line, or the parts of an array a line
 * each. An error reply stands there with its `-`.
 *
 * @throws Error when no whole answer came within `limitMs`
 */
export function redisCommand(port: number, args: readonly string[], limitMs = 2_000): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const socket = connect({ port, host: "127.0.0.1" });
  const limit = setTimeout(() => reject(new Error(`no answer to ${args[0]} within ${limitMs} ms`)), limitMs);
  let received = "";
  socket.on("connect", () => socket.write(encode(args)));
  socket.on("data", (bytes) => {
    received += bytes.toString("utf8");
    const reply = decode(received);
    if (reply !== null) resolve(reply);
  });
  socket.on("error", (error) => reject(error));
  socket.on("close", () => reject(new Error(`the connection closed before the answer to ${args[0]}`)));
  return promise.finally(() => {
    clearTimeout(limit);
    socket.destroy();
  });
}

function encode(args: readonly string[]): string {
  return `*${args.length}\r\n${args.map((arg) => `$${Buffer.byteLength(arg)}\r\n${arg}\r\n`).join("")}`;
}

/** @returns the reply, or null while it is not whole. Nested arrays are laid flat. */
export function decode(text: string): string | null {
  const lines = text.split("\r\n");
  let at = 0;
  const next = (): string[] | null => {
    if (at >= lines.length - 1) return null;
    const line = lines[at++] as string;
    const count = Number(line.slice(1));
    if (line.startsWith("$")) return count < 0 ? [""] : bulk(count);
    if (!line.startsWith("*")) return [line.startsWith("-") ? line : line.slice(1)];
    const parts: string[] = [];
    for (let i = 0; i < count; i++) {
      const part = next();
      if (part === null) return null;
      for (const each of part) parts.push(each);
    }
    return parts;
  };
  /** A bulk may hold line ends itself: lines are taken until its bytes are complete. */
  const bulk = (bytes: number): string[] | null => {
    let value = "";
    for (let first = true; at < lines.length - 1; first = false) {
      value += (first ? "" : "\r\n") + (lines[at++] as string);
      if (Buffer.byteLength(value) >= bytes) return [value];
    }
    return null;
  };
  return next()?.join("\n") ?? null;
}
