import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Results } from "../../harness/gate/results.ts";
import { redRun } from "../testing/judged.ts";
import { reproduceCommand, runCommand, wholeRunCommand } from "./reproduce-command.ts";

const asked = {
  scenarios: ["baseline", "redis-outage"],
  set: ["redis-outage.fixed.SSE_HEARTBEAT_SEC=5", "baseline.load.retries=0"],
  streams: 30,
  rate: 2.5,
  duration_ms: 1_500,
  real_time: true,
  engine: "k6",
} as const;

test("the red scenarios come with their own settings, the load, profile and seed", async () => {
  const results = { ...(await redRun()), command: asked };
  const rows = results.scenarios.map((row) => ({ ...row, verdict: row.name === "redis-outage" ? "fail" : "pass" }));
  expect(reproduceCommand({ ...results, scenarios: rows } as Results)).toBe(
    "npx --no-install resume-gate run redis-outage --set redis-outage.fixed.SSE_HEARTBEAT_SEC=5 --streams 30 --rate 2.5 " +
      "--duration 1500ms --real-time --engine k6 --profile pr --seed 7",
  );
});

test("a run against a target names the scenario and the target", async () => {
  const results = await redRun();
  const environment = { ...results.environment, target: "https://staging.example.com/" };
  expect(runCommand({ ...results, environment }, ["baseline"])).toBe(
    "npx --no-install resume-gate run baseline --target https://staging.example.com/ --profile pr --seed 7",
  );
});

describe("the command of the whole run", () => {
  const target = "https://staging.example.com/";
  test.each([
    {
      claim: "names the rows that were asked for",
      command: { scenarios: [], set: [], rows: ["restart", "leak"], engine: "own" },
      says: "run --target https://staging.example.com/ --rows restart,leak --profile pr --seed 7",
    },
    {
      claim: "names all rows where none was named",
      command: { scenarios: [], set: [], rows: [], engine: "own" },
      says: "run --target https://staging.example.com/ --rows all --profile pr --seed 7",
    },
    {
      claim: "keeps each --set of a run of all scenarios",
      command: { scenarios: [], set: ["token-expiry.fixed.SSE_SNAPSHOT_TTL_SEC=2"], engine: "own" },
      says: "run --set token-expiry.fixed.SSE_SNAPSHOT_TTL_SEC=2 --profile pr --seed 7",
    },
  ] as const)("$claim", async ({ command, says }) => {
    const run = await redRun();
    const environment = "rows" in command ? { ...run.environment, target } : run.environment;
    expect(wholeRunCommand({ ...run, command, environment })).toBe(`npx --no-install resume-gate ${says}`);
  });

  test("of older results, which do not say what was asked for, names their scenarios", async () => {
    const { command: _, ...older } = await redRun();
    expect(wholeRunCommand(older)).toMatch(/resume-gate run baseline redis-outage --profile pr --seed 7$/);
  });
});

test("a shell takes whatever was set as one argument, byte for byte", async () => {
  const results = await redRun();
  fc.assert(
    fc.property(
      fc.string({ maxLength: 20 }).filter((value) => !value.includes("\0")),
      (value) => {
        const set = `a.fixed.X=${value}`;
        const line = runCommand({ ...results, command: { scenarios: ["a"], set: [set], engine: "own" } }, ["a"]);
        const echoed = execFileSync("sh", [
          "-c",
          line.replace(/^npx --no-install resume-gate run a --set /, "printf %s ").replace(/ --profile.*$/s, ""),
        ]);
        expect(echoed.toString()).toBe(set);
      },
    ),
    { numRuns: 30 },
  );
});
