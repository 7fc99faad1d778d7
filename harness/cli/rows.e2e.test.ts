import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { rows } from "../../rows/rows.ts";
import { inParallel } from "../run/in-parallel.ts";
import { runFaults } from "./testing/run-faults.ts";
import { runRows } from "./testing/run-rows.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "resume-gate-rows-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("each row has a server with its fault", () => {
  const faulty = runFaults.map(({ row }) => row);
  expect(rows.map(({ name }) => name).filter((name) => !faulty.includes(name))).toEqual([]);
});

/** Enough to see a fault, and too few to prove that there is none: that is the nightly matrix' part. */
const few = ["--streams", "40", "--duration", "1500ms"];

test("each row is red on a server with its fault", async () => {
  const seen: Record<string, unknown> = {};
  await inParallel(runFaults.length, 3, async (number) => {
    const fault = runFaults[number] as (typeof runFaults)[number];
    const way = fault.only ?? (number % 2 === 0 ? "byId" : "since");
    const load = fault.row === "storm" ? [] : few; // a crowd of forty is none
    const { verdicts, results } = await runRows({ folder, way, fault, args: ["--rows", fault.row, ...load] });
    seen[`${fault.row}: ${fault.name}`] = verdicts[fault.row] === "fail" ? "fail" : results.reasons;
  });
  expect(seen).toEqual(Object.fromEntries(runFaults.map(({ row, name }) => [`${row}: ${name}`, "fail"])));
}, 120_000);

test("on a correct server no row finds anything", async () => {
  const { results, verdicts } = await runRows({ folder, way: "byId", args: [...few, "--parallel", "8"] });
  const findings = results.scenarios.flatMap((row) => row.faces.flatMap((face) => face.findings));
  expect(findings).toEqual([]);
  expect(Object.entries(verdicts).filter(([, verdict]) => verdict === "fail")).toEqual([]);
  expect(Object.keys(verdicts).sort()).toEqual(rows.map(({ name }) => name).sort());
});
