/**
 * Sends one command over its own connection and returns the reply as text, with one line for each element of an array. An
 * error reply starts with `-`, as on the wire.
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
    enableReadyCheck: false, // so that a Redis that is still loading its data can be asked
    retryStrategy: () => null,
    disableClientInfo: true,
  });
  redis.on("error", () => {}); // `connect` and `call` throw the same error
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
