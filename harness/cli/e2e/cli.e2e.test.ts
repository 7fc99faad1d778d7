import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { validateResults } from "../../../reports/validate-results.ts";
import type { Results } from "../../gate/results.ts";
import { root } from "../../run/environment.ts";
import { runResumeGate } from "../testing/run-resume-gate.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "resume-gate-cli-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The program as a user starts it. `during` may do something to it while it runs. */
function resumeGate(
  args: readonly string[],
  env: Record<string, string> = {},
  during?: (pid: number, err: () => string) => Promise<void>,
) {
  return runResumeGate(args, { cwd: folder, env: { REDIS_URL: "", ...env }, ...(during ? { during } : {}) });
}

const resultsIn = (out: string) =>
  JSON.parse(readFileSync(path.join(out, "perf-sse-live-results.json"), "utf8")) as Results;

describe("a run", () => {
  test("is judged again by check, bit for bit; a damaged history never passes", async () => {
    const out = path.join(folder, "run");
    const ran = await resumeGate(["run", "baseline", "--redis", "binary", "--seed", "5", "--out", out]);
    const file = path.join(out, "perf-sse-live-results.json");
    const again = path.join(folder, "again.json");
    const checked = await resumeGate([
      "check",
      path.join(out, "resume-gate-out", "histories"),
      "--out",
      again,
      "--quiet",
    ]);
    expect(readFileSync(again, "utf8")).toBe(readFileSync(file, "utf8"));
    expect({ checked: checked.code, verdict: checked.out.trim() }).toEqual({
      checked: ran.code,
      verdict: resultsIn(out).verdict,
    });

    const history = path.join(out, "resume-gate-out", "histories", "baseline.load.ndjson");
    const lines = readFileSync(history, "utf8").split("\n");
    const broken = path.join(folder, "broken.ndjson");
    writeFileSync(broken, lines.with(900, '{"k":"ev","s":').join("\n"));
    const damaged = await resumeGate(["check", broken]);
    expect(damaged.err).toMatch(/broken\.ndjson, line 901: not JSON/);
    expect(damaged.code).toBe(3);
  });

  test("that is interrupted exits with 130, leaves valid results, and nothing that runs", async () => {
    const out = path.join(folder, "interrupted");
    const temporary = path.join(folder, "temporary"); // its own: other runs leave and take theirs meanwhile
    mkdirSync(temporary);
    const interrupt = async (pid: number, err: () => string) => {
      const until = Date.now() + 20_000;
      while (!/inject/.test(err()) && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 50));
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      process.kill(pid, "SIGINT");
    };
    const args = ["run", "redis-outage", "--redis", "binary", "--out", out];
    const ran = await resumeGate(args, { TMPDIR: temporary }, interrupt);
    expect(ran.code).toBe(130);
    const results = resultsIn(out);
    expect(validateResults(results)).toEqual([]);
    expect(results).toMatchObject({ exit_code: 130, verdict: "inconclusive" });
    expect(readdirSync(temporary).filter((name) => name.startsWith("resume-gate-"))).toEqual([]);
    const logs = path.join(out, "resume-gate-out", "logs");
    const pids = readdirSync(logs).flatMap((name) =>
      [...readFileSync(path.join(logs, name), "utf8").matchAll(/"pid":(\d+)/g)].map((match) => Number(match[1])),
    );
    expect(pids.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]);
  });

  // Only root may mount the small disk that this needs.
  test.skipIf(process.getuid?.() !== 0)("whose disk fills up stops, keeps what it has, and says so", async () => {
    const out = path.join(folder, "small-disk");
    mkdirSync(out);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=256k", "tmpfs", out]);
    try {
      const ran = await resumeGate(["run", "baseline", "--redis", "binary", "--out", out]);
      expect(ran.err).toMatch(/baseline\.load\.ndjson cannot be written any more: ENOSPC/);
      expect(ran.out).toMatch(/cut off|inconclusive/);
      expect(ran.code).toBe(3);
      const checked = await resumeGate(["check", out]);
      expect({ code: checked.code, judged: /[1-9]\d* events checked/.test(checked.out) }).toEqual({
        code: 3,
        judged: true,
      });
    } finally {
      execFileSync("umount", [out]);
    }
  });
});

test("--version prints the package's version", async () => {
  const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as { version: string };
  expect(await resumeGate(["--version"])).toMatchObject({ code: 0, out: `${version}\n`, err: "" });
});

test("list shows every scenario with cause, symptom and fix", async () => {
  const { out, code } = await resumeGate(["list"]);
  for (const name of ["baseline", "token-expiry", "secret-rotation", "redis-outage", "buffer-trim"])
    expect(out).toContain(name);
  expect(out).toMatch(/cause[\s\S]*symptom[\s\S]*fix/);
  expect(code).toBe(0);
});
