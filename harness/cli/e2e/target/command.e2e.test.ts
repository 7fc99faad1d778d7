import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../../../run/environment.ts";
import { until } from "../../../wait.ts";
import { runCommand, serversOf, startCommand } from "../../testing/run-with-command.ts";

const signal = new AbortController().signal;
let folder = "";
let runs = 0;
const newOut = () => path.join(folder, String(runs++));
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "resume-gate-command-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a command that starts no server", () => {
  test.each([
    {
      claim: "ends at once",
      command: "echo 'no such table' >&2; exit 3",
      says: /exited with 3\. It printed: "no such table"/,
    },
    { claim: "is not found", command: "no-such-program", says: /exited with 127[\s\S]*not found/ },
  ])("$claim: exit 4 with what it printed", async ({ command, says }) => {
    const { code, err } = await runCommand({ out: newOut(), args: ["--command", command, "--rows", "cut"] });
    expect(err).toMatch(says);
    expect(err).toMatch(/TARGET_NOT_STARTED, exit 4/);
    expect(code).toBe(4);
  });

  test.skipIf(process.platform !== "linux")("one that crashes under load: what was recorded is judged", async () => {
    const args = ["--rows", "cut,finish-away", "--parallel", "1"];
    const { code, err, results, servers } = await runCommand({ out: newOut(), args, env: { FAULT: "crashes" } });
    expect(err).toMatch(/ended while it was under load: it exited with 1; it printed: [\s\S]*it was too much/);
    expect(results.verdict).toBe("fail");
    expect(results.summary.events_received).toBeGreaterThan(50);
    expect([code, servers]).toEqual([1, []]);
  });
});

describe.skipIf(process.platform !== "linux")("a target that we started", () => {
  test("is killed and started again: new events under old ids are found", async () => {
    const args = ["--rows", "restart", "--streams", "30"];
    const { verdicts, results, servers, log } = await runCommand({
      out: newOut(),
      args,
      env: { FAULT: "counts-again" },
    });
    expect({ ...verdicts, reasons: results.reasons }).toMatchObject({ restart: "fail" });
    expect(results.summary.foreign).toBeGreaterThan(0);
    expect(log.match(/listening/g)).toHaveLength(2);
    expect(servers).toEqual([]);
  });

  test("ends with a harness that is killed", async () => {
    const out = newOut();
    const child = startCommand({ out, args: ["--rows", "cut"] });
    await until("the target to run", async () => serversOf(out).length > 0, { limitMs: 15_000, signal });
    child.kill("SIGKILL");
    await until("the target to be gone", async () => serversOf(out).length === 0, { limitMs: 20_000, signal });
  });
});

test.each([
  { args: ["run", "--ready", "/x"], says: /--ready has no effect without a --command/ },
  { args: ["run", "--env", "A=b"], says: /--env has no effect without a --command/ },
])("$args is refused", async ({ args, says }) => {
  const child = spawn(process.execPath, [path.join(root, "harness/cli/bin.mjs"), ...args], { cwd: folder });
  let err = "";
  child.stderr.on("data", (bytes: Buffer) => (err += bytes.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  expect([code, err]).toEqual([2, expect.stringMatching(says)]);
});
