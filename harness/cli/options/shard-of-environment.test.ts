import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { RefusalError } from "../../errors.ts";
import { shardOfEnvironment } from "./shard-of-environment.ts";

test.each([
  { claim: "no number of parts", environment: { JOB_COMPLETION_INDEX: "1" }, shard: null },
  {
    claim: "the first of four",
    environment: { RESUME_GATE_SHARDS: "4", JOB_COMPLETION_INDEX: "0" },
    shard: { index: 0, of: 4 },
  },
  {
    claim: "the last of four",
    environment: { RESUME_GATE_SHARDS: "4", JOB_COMPLETION_INDEX: "3" },
    shard: { index: 3, of: 4 },
  },
])("$claim", ({ environment, shard }) => {
  expect(shardOfEnvironment(environment)).toEqual(shard);
});

test.each([
  { RESUME_GATE_SHARDS: "4" },
  { RESUME_GATE_SHARDS: "4", JOB_COMPLETION_INDEX: "4" },
  { RESUME_GATE_SHARDS: "0", JOB_COMPLETION_INDEX: "0" },
  { RESUME_GATE_SHARDS: "", JOB_COMPLETION_INDEX: "0" },
  { RESUME_GATE_SHARDS: "four", JOB_COMPLETION_INDEX: "0" },
])("%o is refused", (environment) => {
  expect(() => shardOfEnvironment(environment)).toThrow(RefusalError);
});

const deploy = path.resolve(import.meta.dirname, "../../../deploy");

const read = (name: string) => readFileSync(path.join(deploy, name), "utf8");

test("the Indexed Job runs as many parts as it names, all at once, each once, on the volume that there is", () => {
  const job = read("kubernetes-job/job.yaml");
  const found = (pattern: RegExp) => pattern.exec(job)?.[1];
  const parts = found(/ completions: (\d+)/);
  expect(job).toContain("completionMode: Indexed");
  expect(found(/parallelism: (\d+)/)).toBe(parts);
  expect(found(/RESUME_GATE_SHARDS\n\s+value: "(\d+)"/)).toBe(parts);
  expect(found(/backoffLimitPerIndex: (\d+)/)).toBe("0");
  expect(job).toContain("--seed=");
  expect(read("k6-operator/records.yaml")).toContain(`name: ${found(/claimName: (\S+)/)}\n`);
});

test.each([
  { claim: "any verdict is a part that was run", codes: [0, 1, 3], pod: 0 },
  { claim: "wrong usage, no target, no program, interrupted: nothing to merge", codes: [2, 4, 127, 130, 137], pod: 1 },
])("the Indexed Job's pod: $claim", ({ codes, pod }) => {
  const script = /command: \["sh", "-c", '(.*)', "run"\]/.exec(read("kubernetes-job/job.yaml"))?.[1] ?? "";
  for (const code of codes) {
    const run = script.replace("npx --no-install resume-gate run", `sh -c 'exit ${code}'`);
    expect(run).not.toBe(script);
    expect(spawnSync("sh", ["-c", run, "run", "baseline"]).status, `exit ${code}`).toBe(pod);
  }
});
