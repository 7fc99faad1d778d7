import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";

const main = path.join(import.meta.dirname, "../main.ts");
let child: ChildProcess | null = null;

afterEach(async () => {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
});

/** A server whose standard output nobody reads after its first line. Each stream makes it log a line. */
async function startUnread() {
  const { PATH = "" } = process.env;
  const env = { PATH, PORT: "0", LOG_LEVEL: "debug", SHUTDOWN_GRACE_SEC: "3" };
  const server = spawn(process.execPath, [main], { env, stdio: ["ignore", "pipe", "inherit"] });
  child = server;
  const [first] = (await once(server.stdout, "data")) as [Buffer];
  server.stdout.pause();
  const { url } = JSON.parse(first.toString("utf8").split("\n")[0] as string) as { url: string };
  const exited = once(server, "exit") as Promise<[number | null, string | null]>;
  return { server, url, exited };
}

/** One stream of one event. @returns the status of the answer */
async function stream(url: string): Promise<number> {
  const answer = await fetch(`${url}/assist/draft-graph/stream`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ brief: "x".repeat(40), flags: { reference: { events: 1, interval_ms: 0 } } }),
    signal: AbortSignal.timeout(5_000),
  });
  await answer.text();
  return answer.status;
}

async function streams(url: string, count: number): Promise<void> {
  for (let done = 0; done < count; done += 50) {
    const statuses = await Promise.all(Array.from({ length: 50 }, () => stream(url)));
    expect(new Set(statuses)).toEqual(new Set([200]));
  }
}

test("a server whose log nobody reads serves on, and ends on the first SIGTERM", async () => {
  const { server, url, exited } = await startUnread();
  await streams(url, 3_000);
  const asked = performance.now();
  server.kill("SIGTERM");
  expect(await Promise.race([exited, sleep(10_000, "alive", { ref: false })])).toEqual([0, null]);
  expect(performance.now() - asked).toBeLessThan(3_000);
});

test("once its log is read again, it says how many lines are missing", async () => {
  const { server, url } = await startUnread();
  await streams(url, 12_000);
  let text = "";
  server.stdout.on("data", (bytes: Buffer) => {
    text += bytes.toString("utf8");
  });
  server.stdout.resume();
  while (!text.includes('"log_dropped"')) await sleep(50);
  await sleep(200);
  const lines = text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { event?: string; dropped?: number });
  const losses = lines.filter(({ event }) => event === "log_dropped");
  const logged = lines.filter(({ event }) => event === "assistants.sse.completed").length;
  expect(losses).toHaveLength(1);
  expect(logged + (losses[0]?.dropped ?? 0)).toBe(12_000);
});

test("a server whose log's reader is gone serves on, and ends in order", async () => {
  const { server, url, exited } = await startUnread();
  server.stdout.destroy();
  await streams(url, 200);
  server.kill("SIGTERM");
  expect(await exited).toEqual([0, null]);
});
