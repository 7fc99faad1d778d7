import { startRedis } from "./redis.ts";
import { startServer } from "./server.ts";

/** A reference server in a process of its own with a real Redis, and all that it ever printed. */
export interface AttackedServer {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Standard output and standard error so far. */
  printed(): string;
  stop(): Promise<void>;
}

export async function startAttackedServer(env: Readonly<Record<string, string>>): Promise<AttackedServer> {
  const redis = await startRedis();
  try {
    const server = await startServer({ REDIS_URL: redis.url, ...env });
    const stop = async () => {
      await server.close();
      await redis.close();
    };
    return { url: server.url, port: Number(new URL(server.url).port), pid: server.pid, printed: server.output, stop };
  } catch (error) {
    await redis.close();
    throw error;
  }
}
