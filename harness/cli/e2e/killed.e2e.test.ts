import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, test } from "vitest";
import { until } from "../../wait.ts";

const bin = path.join(import.meta.dirname, "../bin.mjs");
const args = ["run", "redis-outage", "redis-failover", "--redis", "binary", "--streams", "20"];

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "resume-gate-killed-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Row {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** All that runs on this machine, without what has ended and waits to be asked for (zombies). */
function processes(): Row[] {
  return execFileSync("ps", ["-A", "-o", "pid=,ppid=,stat=,args="], { encoding: "utf8" })
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([pid, , state]) => pid && !state?.startsWith("Z"))
    .map(([pid, parent, , ...command]) => ({ pid: Number(pid), parent: Number(parent), command: command.join(" ") }));
}

function descendants(of: number, all = processes()): Row[] {
  return all.filter(({ parent }) => parent === of).flatMap((row) => [row, ...descendants(row.pid, all)]);
}

test.each([
  { claim: "the harness", start: (run: string[]) => spawn(process.execPath, run, { cwd: folder, stdio: "ignore" }) },
  {
    claim: "the launcher that an older node runs",
    start: (run: string[]) => {
      const script = `RESUME_GATE_LAUNCHER=$$ '${process.execPath}' "$@" & wait`;
      return spawn("/bin/sh", ["-c", script, "launcher", ...run], { cwd: folder, stdio: "ignore" });
    },
  },
])("5 s after a SIGKILL of $claim nothing is left of its run", async ({ start }) => {
  const run = start([bin, ...args, "--out", "killed"]);
  const exited = once(run, "exit");
  const pid = run.pid as number;
  const running = (what: RegExp) => descendants(pid).filter(({ command }) => what.test(command)).length;
  await until(
    "Redis, Sentinel and a server to run",
    async () => running(/^redis-server/) >= 4 && running(/sentinel/) >= 1 && running(/reference-server/) >= 2,
    { limitMs: 30_000, everyMs: 200 },
  );
  const all = new Set(descendants(pid).map((row) => row.pid));
  run.kill("SIGKILL");
  await exited;
  await until("all to be gone", async () => !processes().some((row) => all.has(row.pid)), { limitMs: 20_000 });
});
