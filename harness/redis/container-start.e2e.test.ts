import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test, vi } from "vitest";
import { containerProvider } from "./container-provider.ts";

/** Where the container's Redis would be. Docker is stood in for: a real Redis answers, and this one must not. */
const silent = createServer((socket) => void socket.on("error", () => {}));

vi.mock("testcontainers", () => {
  const container = { getHost: () => "127.0.0.1", getMappedPort: () => portOf(silent), stop: async () => {} };
  class GenericContainer {
    withExposedPorts = () => this;
    withLabels = () => this;
    withCommand = () => this;
    withWaitStrategy = () => this;
    withStartupTimeout = () => this;
    start = async () => container;
  }
  return { GenericContainer, Wait: { forListeningPorts: () => null } };
});

function portOf(server: typeof silent): number {
  return (server.address() as { port: number }).port;
}

test("a container whose Redis does not answer leaves no port open, which would keep the process alive", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "resume-gate-docker-"));
  const { PATH = "" } = process.env;
  writeFileSync(path.join(folder, "docker"), '#!/bin/sh\n[ "$1" = images ] && echo redis:7-alpine\n');
  chmodSync(path.join(folder, "docker"), 0o755);
  process.env.PATH = `${folder}:${PATH}`;
  silent.listen(0, "127.0.0.1");
  await once(silent, "listening");
  const listening = () => process.getActiveResourcesInfo().filter((each) => each === "TCPServerWrap").length;
  const before = listening();
  try {
    const provider = await containerProvider({});
    if (typeof provider === "string") throw new Error(provider);
    await expect(provider.start({ signal: AbortSignal.timeout(200) })).rejects.toThrow("aborted");
    await expect.poll(listening).toBe(before);
  } finally {
    process.env.PATH = PATH;
    silent.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
