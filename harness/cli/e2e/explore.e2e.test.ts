import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { drawPlan } from "../../explore/draw-plan.ts";
import { serializePlan } from "../../explore/explore-plan-file.ts";
import { runResumeGate } from "../testing/run-resume-gate.ts";
import { ways } from "../testing/run-rows.ts";
import { startRunServer } from "../testing/server-of-runs.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "resume-gate-explore-test-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The program as a user starts it. `during` sees what runs. */
function explore(args: readonly string[], during?: (pid: number) => void) {
  const env = { TMPDIR: folder };
  return runResumeGate(["explore", ...args], { cwd: folder, env, ...(during ? { during } : {}) });
}

/** A load of the drawn kind with a fault that is early and short. */
function storePlan(): void {
  const { streams, instances } = drawPlan(3, 0);
  const faults = [{ kind: "redis-reset", atMs: 600 }] as const;
  const short = streams.slice(0, 6).map((stream) => ({ ...stream, dueMs: 0, intervalMs: 15 }));
  writeFileSync(path.join(folder, "plan.json"), serializePlan({ instances, server: {}, faults, streams: short }));
}

describe("resume-gate explore", () => {
  test("runs drawn plans, proves their faults and reports the outcome", async () => {
    const { code, out } = await explore(["--seed", "1", "--budget", "1s", "--json"]);
    const report = JSON.parse(out) as Record<string, unknown>;
    expect(report).toMatchObject({ seed: 1, plans: 1, proved: 1, failures: [], faults: { started: 3, proved: 3 } });
    expect(code).toBe(0);
  });

  test("runs a stored plan again, and finds what a server that keeps too few events breaks", async () => {
    storePlan();
    const fine = await explore(["--plan", "plan.json", "--times", "1"]);
    expect([fine.code, fine.out]).toEqual([0, expect.stringContaining("No fault of the server was found")]);
    const broken = await explore(["--plan", "plan.json", "--set", "SSE_BUFFER_MAX_EVENTS=2", "--times", "1"]);
    expect(broken.out).toMatch(/attempts failed; seen: .*(410 BUFFER_TRIMMED|200 partial)/);
    expect(broken.code).toBe(1);
  });

  test("is interrupted with 130, and leaves nothing behind", async () => {
    const { code } = await explore(["--budget", "1m"], (pid) => setTimeout(() => process.kill(pid, "SIGINT"), 2_500));
    expect(code).toBe(130);
    expect(readdirSync(folder).filter((name) => /^resume-gate-(explore|face|redis)-/.test(name))).toEqual([]);
  });

  test.each([
    { claim: "a plan that is not one", args: ["--plan", "nowhere.json"], says: /nowhere\.json cannot be read: ENOENT/ },
    { claim: "a setting without a value", args: ["--set", "SSE_HEARTBEAT_SEC"], says: /KEY=VALUE/ },
  ])("refuses $claim with 2", async ({ args, says }) => {
    const { code, err } = await explore(args);
    expect([code, says.test(err)]).toEqual([2, true]);
  });
});

describe("resume-gate explore --target", () => {
  const combined = async (keep: number) => {
    const server = await startRunServer({ keep });
    const file = path.join(folder, `keep-${keep}.json`);
    writeFileSync(file, JSON.stringify(ways.byId));
    const target = ["--target", server.url, "--protocol", file, "--with", "kind=plain"];
    try {
      return await explore([...target, "--seed", "3", "--budget", "9s", "--json", "--out", `keep-${keep}`]);
    } finally {
      server.close();
    }
  };

  test("combines rows: nothing is held against a correct server, and one that keeps three events is found out", async () => {
    const [good, bad] = await Promise.all([combined(1_000), combined(3)]);
    expect({ code: good.code, ...JSON.parse(good.out) }).toMatchObject({ code: 0, failures: [] });
    const { failures } = JSON.parse(bad.out) as { failures: { objections: string[]; plan: { rows: string[] } }[] };
    expect(bad.code).toBe(1);
    expect(failures[0]?.objections[0]).toMatch(/^lost ×\d+: stream \d+: Events? .* never came/);
    expect(failures[0]?.plan.rows.length).toBeGreaterThan(1);
  });

  test.each([
    {
      claim: "a protocol without a target",
      args: ["--protocol", "event-source"],
      says: /--protocol has no effect without a --target/,
    },
    {
      claim: "a setting of the reference server",
      args: ["--target", "http://127.0.0.1:1", "--set", "PORT=1"],
      says: /--set has no effect with a --target/,
    },
  ])("$claim is refused (exit 2)", async ({ args, says }) => {
    const { code, err } = await explore(args);
    expect(err).toMatch(says);
    expect(code).toBe(2);
  });
});
