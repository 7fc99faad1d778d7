import { once } from "node:events";
import { createServer } from "node:net";
import { describe, expect, test } from "vitest";
import { RefusalError } from "../errors.ts";
import { detectRedis } from "./detect-redis.ts";

describe("an address of a Redis", () => {
  test.each([
    { choice: "redis://:hunter2@h:99999", url: "", named: "--redis" },
    { choice: "redis://[bad", url: "", named: "--redis" },
    { choice: "auto", url: "redis://:hunter2@h:port", named: "REDIS_URL" },
    { choice: "auto", url: "redis//user:hunter2@h", named: "REDIS_URL" },
    { choice: "auto", url: "mysql://user:hunter2@h", named: "REDIS_URL" },
  ])("that is none is refused, and its password is not shown: $choice $url", async ({ choice, url, named }) => {
    const refused = await detectRedis(choice, { REDIS_URL: url }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(RefusalError);
    expect((refused as RefusalError).message).toContain(named);
    expect(JSON.stringify((refused as RefusalError).refusal)).not.toContain("hunter2");
  });

  test("may be one of IPv6", async () => {
    const server = createServer((socket) => void socket.on("data", () => socket.end("+PONG\r\n")));
    server.listen(0, "::1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    const provider = await detectRedis(`redis://[::1]:${port}`, {});
    const redis = await provider.start({ signal: AbortSignal.timeout(5_000) });
    await redis.dispose();
    server.close();
  });
});
