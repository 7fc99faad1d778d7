import { mkdtempSync, rmSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { TargetProcess } from "./target-process.ts";

const folder = mkdtempSync(path.join(tmpdir(), "resume-gate-target-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a target is ready once it has said so, however much it prints after that", async () => {
  const target = await TargetProcess.start({
    command: "echo 'it listens'; seq 1 1000; exec sleep 60",
    ...{ ready: "it listens", url: new URL("http://127.0.0.1:9"), env: {} },
    logFile: path.join(folder, "target.log"),
    signal: AbortSignal.timeout(1_500),
  });
  expect(target.startMs).toBeLessThan(1_500);
  await target.stop();
});

test.each([
  { url: "http://127.0.0.1", port: 80 },
  { url: "https://127.0.0.1", port: 443 },
  { url: "http://127.0.0.1:9", port: 9 },
])("at $url, a target is awaited on port $port", async ({ url, port }) => {
  const connect = vi.spyOn(net, "connect"); // it is called as usual: nobody may take these ports in a test
  const logFile = path.join(folder, "port.log");
  const stop = new AbortController();
  const target = TargetProcess.start({
    command: "sleep 60",
    ...{ url: new URL(url), env: {}, logFile, signal: stop.signal },
  });
  stop.abort();
  await expect(target).rejects.toThrow("stopped");
  expect(connect.mock.calls[0]?.[0]).toEqual({ host: "127.0.0.1", port });
  connect.mockRestore();
});
