import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { afterEach, expect, test } from "vitest";
import { until } from "../wait.ts";
import { type FrontAddress, startBalancer } from "./balancer.ts";

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/** A server that answers with its name, and reports on /healthz whether it is draining. */
async function startNamed(name: string): Promise<{ url: URL; drain(): void; stop(): Promise<unknown> }> {
  let draining = false;
  const server: Server = createServer((request, response) => {
    response.setHeader("connection", "close");
    response.end(request.url === "/healthz" ? JSON.stringify({ draining }) : name);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const stop = async () => {
    server.closeAllConnections();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };
  open.push(stop);
  const { port } = server.address() as { port: number };
  const drain = () => {
    draining = true;
  };
  return { url: new URL(`http://127.0.0.1:${port}`), drain, stop };
}

async function balance(...targets: { url: URL }[]): Promise<FrontAddress> {
  const front = await startBalancer(targets.map((target) => target.url));
  open.push(() => front.close());
  return front;
}

const ask = async ({ url }: FrontAddress) =>
  (await fetch(url, { headers: { connection: "close" }, signal: AbortSignal.timeout(2_000) })).text();
const askOften = async (front: FrontAddress) => {
  const names: string[] = [];
  for (let i = 0; i < 6; i++) names.push(await ask(front));
  return [...new Set(names)].sort();
};

test("gives connections to each server in turn", async () => {
  expect(await askOften(await balance(await startNamed("a"), await startNamed("b")))).toEqual(["a", "b"]);
});

test("skips a server that is gone", async () => {
  const gone = await startNamed("gone");
  const front = await balance(gone, await startNamed("b"));
  await gone.stop();
  expect(await askOften(front)).toEqual(["b"]);
});

test("gives a draining server no new connections", async () => {
  const leaving = await startNamed("leaving");
  const front = await balance(leaving, await startNamed("b"));
  leaving.drain();
  await until("the draining to be noticed", async () => (await askOften(front)).join() === "b", { limitMs: 20_000 });
});

test("resets the client when no server is there", async () => {
  const gone = await startNamed("gone");
  const front = await balance(gone);
  await gone.stop();
  await expect(ask(front)).rejects.toThrow();
});
