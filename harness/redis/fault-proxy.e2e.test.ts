import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { until } from "../wait.ts";
import { createFaultProxy, type FaultProxy } from "./fault-proxy.ts";
import { answersPing, ping } from "./ping.ts";

/** Answers PING as Redis does and echoes everything else. */
async function startEcho(): Promise<{ port: number; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => {});
    socket.on("data", (bytes) => socket.write(bytes.toString() === "PING\r\n" ? "+PONG\r\n" : bytes));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as { port: number }).port,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

let echo: Awaited<ReturnType<typeof startEcho>>;
let proxy: FaultProxy;
beforeEach(async () => {
  echo = await startEcho();
  proxy = await createFaultProxy({ host: "127.0.0.1", port: echo.port });
});
afterEach(async () => {
  await proxy.close();
  await echo.close();
});

async function open(): Promise<Socket> {
  const socket = connect({ port: proxy.port, host: "127.0.0.1" });
  socket.on("error", () => {});
  await once(socket, "connect");
  return socket;
}

/** Resolves when the socket is closed, with or without an error. */
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once("close", () => resolve()));
}

describe("the fault proxy", () => {
  test("passes everything on while no fault is set", async () => {
    expect(await answersPing(proxy.port)).toBe(true);
    const socket = await open();
    const payload = Buffer.alloc(3_000_000, "x");
    let received = 0;
    const done = new Promise<void>((resolve) => {
      socket.on("data", (bytes) => {
        received += bytes.length;
        if (received === payload.length) resolve();
      });
    });
    socket.write(payload);
    await done;
    socket.destroy();
  });

  test.each([
    { claim: "ends", changes: [80, 0, 0] },
    { claim: "falls", changes: [120, 40, 5] },
    { claim: "comes and goes", changes: [60, 0, 90, 0, 30, 0] },
  ])("keeps the order of bytes when the latency $claim", async ({ changes }) => {
    const socket = await open();
    let got = "";
    socket.on("data", (bytes) => {
      got += bytes.toString();
    });
    const sent = Array.from({ length: 5 * changes.length }, (_, i) => `${i};`);
    for (const [i, text] of sent.entries()) {
      if (i % 5 === 0) proxy.setLatency(changes[i / 5] as number);
      socket.write(text);
      await new Promise((resolve) => setTimeout(resolve, 4));
    }
    await until("all of it to come back", async () => got.length >= sent.join("").length, { limitMs: 20_000 });
    expect(got).toBe(sent.join(""));
    socket.destroy();
  });

  test("adds latency in both directions, and removes it again", async () => {
    proxy.setLatency(100);
    expect((await ping(proxy.port, 2_000))?.ms).toBeGreaterThanOrEqual(195);
    proxy.setLatency(0);
    expect(await answersPing(proxy.port, 2_000)).toBe(true);
  });

  test("passes nothing on in a black hole, and resets open connections when it ends", async () => {
    const socket = await open();
    proxy.blackhole(true);
    expect(await answersPing(proxy.port, 100)).toBe(false);
    proxy.blackhole(false);
    await closed(socket);
    expect(await answersPing(proxy.port)).toBe(true);
  });

  test("resets open connections and serves new ones", async () => {
    const socket = await open();
    socket.write("hello");
    await once(socket, "data");
    expect(proxy.open).toBe(1);
    proxy.reset();
    await closed(socket);
    expect(proxy.open).toBe(0);
    expect(await answersPing(proxy.port)).toBe(true);
  });

  test("refuses connections and listens again on the same port", async () => {
    const { port } = proxy;
    await proxy.refuse(true);
    expect(await ping(port)).toBeNull();
    await proxy.refuse(true);
    await proxy.refuse(false);
    expect({ port: proxy.port, answers: await answersPing(port) }).toEqual({ port, answers: true });
  });

  test("connects to another target after retarget", async () => {
    const other = await startEcho();
    await echo.close();
    expect(await answersPing(proxy.port)).toBe(false);
    proxy.retarget({ host: "127.0.0.1", port: other.port });
    expect(await answersPing(proxy.port)).toBe(true);
    await proxy.close();
    await other.close();
  });
});
