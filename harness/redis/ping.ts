import { connect } from "node:net";

/** The answer's first line to one PING over a connection of its own, or null. Never throws; ends within `limitMs`. */
export function ping(port: number, limitMs = 500, host = "127.0.0.1"): Promise<{ reply: string; ms: number } | null> {
  return new Promise((resolve) => {
    const start = performance.now();
    const socket = connect({ port, host });
    const end = (reply: string | null) => {
      clearTimeout(limit);
      socket.destroy();
      resolve(reply === null ? null : { reply, ms: performance.now() - start });
    };
    const limit = setTimeout(() => end(null), limitMs);
    socket.on("connect", () => socket.write("PING\r\n"));
    socket.on("data", (bytes) => end(bytes.toString("utf8").trim()));
    socket.on("error", () => end(null));
    socket.on("close", () => end(null));
  });
}

/** Whether a Redis answers: `+PONG`, or an error that only a Redis gives (it wants a password). Loading is no answer yet. */
export async function answersPing(port: number, limitMs = 500): Promise<boolean> {
  const answer = await ping(port, limitMs);
  return answer !== null && /^(\+PONG|-NOAUTH)/.test(answer.reply);
}
