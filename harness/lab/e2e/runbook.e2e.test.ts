import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clientRows } from "../../../rows/client/rows.ts";
import { root } from "../../run/environment.ts";
import { inParallel } from "../../run/side-by-side/in-parallel.ts";
import { commandClient } from "../clients/command.ts";
import { findReference, type Reference } from "../reference/find-reference.ts";
import type { ClientResults } from "../results.ts";
import { runLab } from "../run/run-lab.ts";
import { draftLiars, serverLiars } from "../testing/draft-liars.ts";

const folder = mkdtempSync(path.join(tmpdir(), "resume-gate-lab-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const contractRows = clientRows.filter(({ protocol, many }) => protocol === "draft-graph" && !many);

function judged(options: string, names: readonly string[], reference?: Reference): Promise<ClientResults> {
  const model = path.join(import.meta.dirname, "../testing", "model-draft.mjs");
  return runLab({
    rows: contractRows.filter(({ name }) => names.includes(name)),
    client: commandClient(`${process.execPath} ${model} ${options}`),
    protocol: "draft-graph",
    reference,
    seed: 20,
    parallel: 8, // they mostly wait
    mustStartAnew: true,
    patience: { quietMs: 1_000, returnMs: 3_000 },
    folder,
    signal: AbortSignal.timeout(120_000),
  });
}

test.each([
  { options: "", rows: contractRows },
  { options: "--fault no-last-event-id", rows: contractRows.filter(({ face }) => face !== "inject") },
])("nothing is held against a correct client $options", { timeout: 60_000 }, async ({ options, rows }) => {
  const names = rows.map(({ name }) => name);
  const results = await judged(options, names, await findReference(clientRows, "auto", root));
  expect(results.reasons).toEqual([]);
  expect(results.rows.filter(({ verdict }) => verdict === "pass").map(({ name }) => name)).toEqual(names);
  const answered = results.rows.filter(({ answered_by }) => answered_by === "reference server");
  expect(answered.map(({ name }) => name)).toEqual(rows.flatMap(({ name, reference }) => (reference ? [name] : [])));
});

describe("clients with one fault", () => {
  const seen = new Map<number, ClientResults>();
  beforeAll(async () => {
    await inParallel(draftLiars.length, 4, async (number) => {
      const { fault, row } = draftLiars[number] as (typeof draftLiars)[number];
      seen.set(number, await judged(`--fault ${fault}`, [row]));
    });
  }, 60_000);

  test.each(draftLiars.map((liar, number) => ({ ...liar, number })))(
    "$fault is found in $row and called $finding",
    ({ number, finding }) => {
      expect(seen.get(number)?.rows[0]?.findings.map(({ kind }) => kind)).toContain(finding);
    },
  );
});

describe("clients with one fault before the reference server itself", () => {
  const seen = new Map<number, ClientResults>();
  beforeAll(async () => {
    const reference = await findReference(clientRows, "auto", root);
    await inParallel(serverLiars.length, 4, async (number) => {
      const { fault, row } = serverLiars[number] as (typeof serverLiars)[number];
      seen.set(number, await judged(`--fault ${fault}`, [row], reference));
    });
  }, 60_000);

  test.each(serverLiars.map((liar, number) => ({ ...liar, number })))(
    "$fault is found in $row and called $finding",
    ({ number, row: name, finding }) => {
      const [row] = seen.get(number)?.rows ?? [];
      expect(row).toMatchObject({ name, answered_by: "reference server", verdict: "fail" });
      expect(row?.findings.map(({ kind }) => kind)).toContain(finding);
    },
  );

  test("a client that starts anew where the fix is in place is told so, and not accused", {
    timeout: 30_000,
  }, async () => {
    const results = await judged("--fault anew-after-cut", ["buffer-trimmed.fixed"]);
    expect(results.rows[0]).toMatchObject({ verdict: "left open", left_open: [{ what: "did-not-resume" }] });
  });
});

describe("the runbook's sentence: verify that client retry logic respects 410 and starts a new stream", () => {
  test.each([
    { client: "respects-410", status: 0, says: /8 pass/ },
    { client: "retries-410", status: 1, says: /token-expired.inject: retried-for-good: Request 2 was answered 410/ },
  ])("is one command: $client", { timeout: 60_000 }, ({ client, status, says }) => {
    const rows = "token-expired,secret-rotated,redis-away,buffer-trimmed";
    const command = `${process.execPath} ${path.join(root, "examples/clients", `${client}.mjs`)}`;
    const args = [
      "client",
      "--protocol",
      "draft-graph",
      "--rows",
      rows,
      "--command",
      command,
      "--out",
      folder,
      "--parallel",
      "8",
    ];
    const run = spawnSync(process.execPath, [path.join(root, "harness/cli/bin.mjs"), ...args], { encoding: "utf8" });
    expect(run.stdout).toMatch(says);
    expect(run.status).toBe(status);
    const results = JSON.parse(readFileSync(path.join(folder, "resume-gate-client.json"), "utf8")) as ClientResults;
    expect(results.exit_code).toBe(status);
  });
});
