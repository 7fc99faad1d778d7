import { once } from "node:events";
import net from "node:net";
import { afterEach, expect, test } from "vitest";
import type { CutHow } from "../../history/records.ts";
import { FaceTimers } from "../face-timers.ts";
import { loseSocket } from "./lose-socket.ts";

/** How long a server is watched for something that must not happen, in milliseconds. */
const watchedMs = 250;
const many = Buffer.alloc(64 * 1024);

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** Loses a connection and returns what its server sees while it goes on sending. */
async function seenByServer(how: CutHow) {
  const server = net.createServer({ allowHalfOpen: true }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const timers = new FaceTimers(new AbortController().signal);
  const client = net.connect((server.address() as net.AddressInfo).port, "127.0.0.1");
  const [[peer]] = (await Promise.all([once(server, "connection"), once(client, "connect")])) as unknown as [
    [net.Socket],
  ];
  closing.push(() => {
    timers.close();
    client.destroy();
    peer.destroy();
    server.close();
  });
  const seen = { end: false, error: "", stuck: 0 };
  peer
    .on("end", () => (seen.end = true))
    .on("error", (error: NodeJS.ErrnoException) => (seen.error = error.code ?? ""));
  peer.resume();
  client.on("error", () => {});
  loseSocket(client, how, timers);
  const from = performance.now();
  while (performance.now() - from < watchedMs) {
    if (how === "silent" || how === "half-open") for (let i = 0; i < 20; i++) peer.write(many);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return { ...seen, stuck: peer.writableLength, client, timers };
}

test("closed: the server sees the end of the stream (FIN)", async () => {
  expect(await seenByServer("fin")).toMatchObject({ end: true, error: "" });
});

test("reset: the server sees a reset (RST)", async () => {
  expect(await seenByServer("rst")).toMatchObject({ error: "ECONNRESET" });
});

test("silent: the server notices nothing, and what it sends fills the buffers", async () => {
  const seen = await seenByServer("silent");
  expect(seen).toMatchObject({ end: false, error: "" });
  expect(seen.stuck).toBeGreaterThan(many.length);
});

test("half-open: the server notices nothing, and what it sends is read and thrown away", async () => {
  const seen = await seenByServer("half-open");
  expect(seen).toMatchObject({ end: false, error: "" });
  expect(seen.client.bytesRead).toBeGreaterThan(20 * many.length);
});

test("a connection that was abandoned is closed when the face is over", async () => {
  const { client, timers } = await seenByServer("silent");
  expect(client.destroyed).toBe(false);
  timers.close();
  expect(client.destroyed).toBe(true);
});
