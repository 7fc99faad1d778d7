import { connect } from "node:net";

/** Sends one PING over its own connection. @returns the reply, or null when none came within `limitMs`. Never throws. */
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

/** Whether Redis answers: with `+PONG`, or with `-NOAUTH` because it wants a password. `-LOADING` does not count. */
export async function answersPing(port: number, limitMs = 500): Promise<boolean> {
  const answer = await ping(port, limitMs);
  return answer !== null && /^(\+PONG|-NOAUTH)/.test(answer.reply);
}
