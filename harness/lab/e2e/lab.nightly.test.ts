import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { clientRows } from "../../../rows/client/rows.ts";
import { root } from "../../run/environment.ts";
import { commandClient } from "../clients/command.ts";
import { runLab } from "../run/run-lab.ts";
import { honestHabits } from "../testing/liars.ts";

const folder = mkdtempSync(path.join(tmpdir(), "resume-gate-lab-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const model = path.join(import.meta.dirname, "../testing", "model-client.mjs");

test.each(honestHabits)(
  "nothing is held against the habit $habit in any row",
  { timeout: 300_000 },
  async ({ habit }) => {
    const results = await runLab({
      rows: clientRows.filter(({ protocol, many }) => protocol === undefined && !many),
      client: commandClient(`${process.execPath} ${model} --habit ${habit}`),
      protocol: "event-source",
      seed: Math.floor(Math.random() * 2 ** 31),
      parallel: 4,
      mustStartAnew: false,
      folder,
      signal: AbortSignal.timeout(290_000),
    });
    expect(results.reasons).toEqual([]);
  },
);

test("published faults of real clients are red, and green where they are fixed", { timeout: 600_000 }, () => {
  const run = path.join(root, "proving-ground/clients/run.mjs");
  const { status, stdout } = spawnSync(process.execPath, [run, "--faults"], { encoding: "utf8", timeout: 590_000 });
  expect(stdout).toContain("cursor-missing");
  expect(status).toBe(0);
});
