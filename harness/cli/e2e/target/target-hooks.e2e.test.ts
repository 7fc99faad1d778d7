import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freePort } from "../../../free-port.ts";
import type { Results } from "../../../gate/results.ts";
import { root } from "../../../run/environment.ts";
import { type ServerProcess, startServer } from "../../../stage/server-process.ts";
import { runResumeGate } from "../../testing/run-resume-gate.ts";

let folder = "";
let redis: ChildProcess;
let server: ServerProcess;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "resume-gate-own-"));
  const port = await freePort();
  redis = spawn("redis-server", ["--port", String(port), "--bind", "127.0.0.1", "--save", ""], { stdio: "ignore" });
  server = await startServer({
    root,
    env: {
      PATH: process.env.PATH ?? "",
      PORT: "0",
      REDIS_URL: `redis://127.0.0.1:${port}`,
      SSE_RESUME_SECRET: "a secret of this test alone, long enough",
      SSE_RESUME_LIVE_RPM: "100000",
    },
    logFile: path.join(folder, "server.log"),
    onLog: () => {},
    signal: new AbortController().signal,
  });
});
afterAll(async () => {
  await server?.stop();
  redis?.kill("SIGCONT");
  redis?.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

/** The program as a user starts it, with a server of the user's own. */
async function run(args: readonly string[]) {
  const all = ["run", ...args, "--target", server.url, "--seed", "1", "--quiet", "--out", folder];
  const { code, err } = await runResumeGate(all, { cwd: folder, env: { REDIS_PID: String(redis.pid) } });
  return { code, err };
}

function results(): Results {
  return JSON.parse(readFileSync(path.join(folder, "perf-sse-live-results.json"), "utf8")) as Results;
}

describe("a server of one's own", () => {
  test("is broken and healed by one's own commands, and both faces say so", async () => {
    await run([
      ...["redis-partition", "--streams", "60"],
      ...["--fault-start", 'kill -STOP $REDIS_PID && echo "stopped for $RESUME_GATE_FAULT"'],
      ...["--fault-end", "kill -CONT $REDIS_PID"],
      ...["--fault-proof", 'grep -q "^State:.*T" /proc/$REDIS_PID/status && echo "it stands still"'],
    ]);
    const [row] = results().scenarios;
    const [inject, fixed] = row?.faces ?? [];
    for (const face of [inject, fixed]) {
      expect(face?.faults).toMatchObject([
        { name: "redis-blackhole", observed: "--fault-proof: ended with 0: it stands still" },
      ]);
      expect(face?.faults[0]?.ended_ms).not.toBeNull();
      expect(face?.findings.map(({ kind }) => kind).filter((kind) => kind !== "unresumable")).toEqual([]);
    }
    expect(inject?.observed).toBe("fail");
    expect(Object.keys(inject?.answers ?? {})).toContain("404 STREAM_STATE_NOT_FOUND");
    expect(row?.verdict).not.toBe("fail"); // few attempts may prove too little
    const log = readFileSync(path.join(folder, "resume-gate-out/logs/redis-partition.inject.hooks.log"), "utf8");
    expect(log).toMatch(/--fault-start \(redis-blackhole\)\nstopped for redis-blackhole/);
  });

  test("proves nothing with a command that fails, and still runs the other one", async () => {
    const mark = path.join(folder, "healed");
    const { code } = await run([
      ...["redis-partition", "--streams", "10"],
      ...["--fault-start", "exit 5", "--fault-end", `echo healed >> '${mark}'`],
    ]);
    expect(code).toBe(3);
    expect(results().reasons.join(" ")).toContain("The fault redis-blackhole failed: --fault-start ended with 5");
    expect(readFileSync(mark, "utf8")).toBe("healed\nhealed\n");
  });

  test.each([
    {
      claim: "a scenario with a fault and no commands",
      args: ["redis-outage"],
      says: /Give --fault-start and --fault-end/,
    },
    { claim: "a start without an end", args: ["--fault-start", "true"], says: /given together/ },
  ])("refuses $claim with 2", async ({ args, says }) => {
    const { code, err } = await run(args);
    expect([code, says.test(err)]).toEqual([2, true]);
  });
});
