/**
 * Sends one command over a connection of its own and gives its answer back as text: a line, or the parts of an array a line
 * each. An error reply is its text behind a `-`, as on the wire.
 *
 * @throws Error when no answer came within `limitMs`
 */
export async function redisCommand(
  port: number,
  args: readonly [string, ...string[]],
  limitMs = 2_000,
): Promise<string> {
  const { Redis } = await import("ioredis");
  const redis = new Redis({
    host: "127.0.0.1",
    port,
    lazyConnect: true,
    connectTimeout: limitMs,
    commandTimeout: limitMs,
    enableReadyCheck: false, // also one that is loading its data may be asked
    retryStrategy: () => null,
    disableClientInfo: true,
  });
  redis.on("error", () => {}); // `connect` and `call` throw it too
  const [name, ...rest] = args;
  try {
    await redis.connect();
    return textOf(await redis.call(name, rest));
  } catch (error) {
    if ((error as Error).name === "ReplyError") return `-${(error as Error).message}`;
    throw error;
  } finally {
    redis.disconnect();
  }
}

function textOf(reply: unknown): string {
  return Array.isArray(reply) ? reply.map(textOf).join("\n") : String(reply ?? "");
}
