import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runResumeGate } from "../testing/run-resume-gate.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "resume-gate-input-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function resumeGate(args: readonly string[], env: Record<string, string> = {}) {
  return runResumeGate(args, { cwd: folder, env: { REDIS_URL: "", ...env } });
}

describe("bad input", () => {
  test.each([
    {
      claim: "an unknown scenario",
      args: ["run", "token-expirey"],
      code: 2,
      err: /no scenario "token-expirey"[\s\S]*"token-expiry"/,
    },
    { claim: "an unknown profile", args: ["run", "--profile", "nightli"], code: 2, err: /nightli[\s\S]*"nightly"/ },
    { claim: "an unknown flag", args: ["run", "--sed", "1"], code: 2, err: /--sed[\s\S]*--seed/ },
    { claim: "an unknown verb", args: ["rum"], code: 2, err: /rum[\s\S]*run/ },
    {
      claim: "a seed that is not a number",
      args: ["run", "--seed", "x"],
      code: 2,
      err: /--seed[\s\S]*"?x"?[\s\S]*whole number/,
    },
    {
      claim: "a duration that is not a time",
      args: ["run", "--duration", "soon"],
      code: 2,
      err: /soon[\s\S]*time such as/,
    },
    {
      claim: "a header without a colon",
      args: ["run", "--target", "http://127.0.0.1:1", "--header", "x"],
      code: 2,
      err: /Name: value/,
    },
    {
      claim: "an override that fits nothing",
      args: ["run", "baseline", "--set", "nonsense"],
      code: 2,
      err: /"nonsense"[\s\S]*scenario\.face\.KEY=VALUE/,
    },
    {
      claim: "an override of a scenario that does not run",
      args: ["run", "baseline", "--set", "token-expiry.fixed.A=1"],
      code: 2,
      err: /does not run here/,
    },
    {
      claim: "a setting that no server reads",
      args: ["run", "token-expiry", "--set", "token-expiry.fixed.SSE_SNAPSHOT_TTL=2"],
      code: 2,
      err: /SSE_SNAPSHOT_TTL=2[\s\S]*"SSE_SNAPSHOT_TTL_SEC"/,
    },
    {
      claim: "a setting that no explored server reads",
      args: ["explore", "--set", "SSE_HEARTBEAT=1"],
      code: 2,
      err: /No server reads SSE_HEARTBEAT[\s\S]*"SSE_HEARTBEAT_SEC"/,
    },
    {
      claim: "a budget for a stored plan",
      args: ["explore", "--plan", "x", "--budget", "9s"],
      code: 2,
      err: /--budget has/,
    },
    { claim: "a seed for a stored plan", args: ["selftest", "--plan", "x", "--seed", "1"], code: 2, err: /--seed has/ },
    {
      claim: "a fault against a target",
      args: ["run", "redis-outage", "--target", "http://127.0.0.1:1"],
      code: 2,
      err: /only the scenario "baseline"/,
    },
    {
      claim: "an --out that cannot be written",
      args: ["run", "baseline", "--out", "/proc/nowhere"],
      code: 2,
      err: /Cannot write to \/proc\/nowhere/,
    },
    {
      claim: "a history that is not there",
      args: ["check", "nothing.ndjson"],
      code: 2,
      err: /There is no nothing\.ndjson/,
    },
    { claim: "a folder that is not there", args: ["check", "/nowhere"], code: 2, err: /There is no \/nowhere/ },
    { claim: "a shard that is not there", args: ["merge", "no.ndjson", "--out", "x"], code: 2, err: /There is no no/ },
    {
      claim: "a history to replay that is not there",
      args: ["replay", "no.ndjson", "--stream", "1"],
      code: 2,
      err: /There is no no\.ndjson/,
    },
    {
      claim: "a log of k6 that is not there",
      args: ["k6", "collect", "no.log", "--job", "package.json", "--out", "x"],
      code: 2,
      err: /There is no package\.json/,
    },
    {
      claim: "a results file that is not there",
      args: ["summary", "nothing.json"],
      code: 2,
      err: /nothing\.json[\s\S]*ENOENT/,
    },
  ])("$claim: exit $code, with the value and what to do", async ({ args, code, err }) => {
    const ran = await resumeGate(args);
    expect(ran.err).toMatch(err);
    expect(ran.err).not.toMatch(/\n\s+at /); // never a stack trace
    expect(ran.code).toBe(code);
  });
});
