import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { rows } from "../../../../rows/rows.ts";
import { inParallel } from "../../../run/side-by-side/in-parallel.ts";
import { runFaults } from "../../testing/faults-of-runs.ts";
import { runRows } from "../../testing/run-rows.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "resume-gate-rows-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** These have a fault that only a command shows (`command.nightly.test.ts`). */
const ofCommands = ["restart", "leak", "slow-reader"];
/** A few of them on each pull request; all of them, and every other row on each of these servers, at night. */
const inBrief = runFaults.filter(({ row }) =>
  ["cut", "cut-again", "overlap", "two-streams", "foreign-cursor", "compressed"].includes(row),
);

test("each row has a server with its fault", () => {
  const faulty = [...runFaults.map(({ row }) => row), ...ofCommands];
  expect(rows.map(({ name }) => name).filter((name) => !faulty.includes(name))).toEqual([]);
});

/** Enough to see a fault, and too few to prove that there is none: that is the nightly matrix' part. */
const few = ["--streams", "40", "--duration", "1500ms"];

test("rows are red on a server with their fault", async () => {
  const seen: Record<string, unknown> = {};
  await inParallel(inBrief.length, 3, async (number) => {
    const fault = inBrief[number] as (typeof runFaults)[number];
    const way = fault.only ?? (number % 2 === 0 ? "byId" : "since");
    const { verdicts, results } = await runRows({ folder, way, fault, args: ["--rows", fault.row, ...few] });
    seen[`${fault.row}: ${fault.name}`] = verdicts[fault.row] === "fail" ? "fail" : results.reasons;
  });
  expect(seen).toEqual(Object.fromEntries(inBrief.map(({ row, name }) => [`${row}: ${name}`, "fail"])));
}, 120_000);

test("on a correct server no row finds anything", async () => {
  const { results, verdicts } = await runRows({ folder, way: "byId", args: [...few, "--parallel", "8"] });
  const findings = results.scenarios.flatMap((row) => row.faces.flatMap((face) => face.findings));
  expect(findings).toEqual([]);
  expect(Object.entries(verdicts).filter(([, verdict]) => verdict === "fail")).toEqual([]);
  const offered = rows.filter(({ needs }) => !needs?.includes("command")).map(({ name }) => name);
  expect(Object.keys(verdicts).sort()).toEqual(offered.sort());
});
