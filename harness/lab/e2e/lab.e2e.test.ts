import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ClientRow } from "../../../rows/client/row.ts";
import { clientRows } from "../../../rows/client/rows.ts";
import { inParallel } from "../../run/side-by-side/in-parallel.ts";
import { commandClient } from "../clients/command.ts";
import type { ClientResults } from "../results.ts";
import { runLab } from "../run/run-lab.ts";
import { clientLiars, honestHabits, openHabits } from "../testing/liars.ts";

const model = path.join(import.meta.dirname, "../testing", "model-client.mjs");
const seed = 20;
/** Clients that run side by side: they mostly wait. */
const width = 6;

const folder = mkdtempSync(path.join(tmpdir(), "resume-gate-lab-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function rowsNamed(names: readonly string[]): readonly ClientRow[] {
  const own = clientRows.filter(({ protocol }) => protocol === undefined);
  return own.filter(({ name }) => names.includes(name));
}

function judged(options: string, names: readonly string[], parallel = 1): Promise<ClientResults> {
  return runLab({
    rows: rowsNamed(names),
    client: commandClient(`${process.execPath} ${model} ${options}`),
    protocol: "event-source",
    seed,
    parallel,
    mustStartAnew: false,
    patience: { quietMs: 1_000, returnMs: 3_000 },
    folder,
    signal: AbortSignal.timeout(120_000),
  });
}

describe("clients of ours with one fault", () => {
  const seen = new Map<number, ClientResults>();
  beforeAll(async () => {
    await inParallel(clientLiars.length, width, async (number) => {
      const { fault, row } = clientLiars[number] as (typeof clientLiars)[number];
      seen.set(number, await judged(`--fault ${fault}`, ["whole", row]));
    });
  }, 90_000);

  test.each(clientLiars.map((liar, number) => ({ ...liar, number })))(
    "$fault is found in $row and called $finding",
    ({ number, row: name, finding }) => {
      const row = seen.get(number)?.rows.find((each) => each.name === name);
      expect(row?.findings.map(({ kind }) => kind)).toContain(finding);
      expect(row?.verdict).toBe("fail");
    },
  );
});

describe("honest clients", () => {
  test.each(honestHabits)("nothing is held against the habit $habit", { timeout: 90_000 }, async ({ habit, rows }) => {
    const results = await judged(`--habit ${habit}`, rows, width);
    expect(results.rows.length).toBeGreaterThan(0);
    expect(results.reasons).toEqual([]);
    expect(results.verdict).toBe("pass");
  });
});

test.each(openHabits)(
  "what the standard leaves open is told: $fault in $row",
  { timeout: 30_000 },
  async ({ fault, row, what }) => {
    const results = await judged(`--fault ${fault}`, [row]);
    expect(results.rows[0]?.left_open.map((each) => each.what)).toContain(what);
    expect(results.rows[0]?.findings).toEqual([]);
  },
);

test("a run that is interrupted accuses no client, although it ends all of them", { timeout: 30_000 }, async () => {
  const interruption = new AbortController();
  const model = commandClient(
    `${process.execPath} ${path.join(import.meta.dirname, "../testing", "model-client.mjs")}`,
  );
  const results = await runLab({
    rows: rowsNamed(["slow"]),
    client: {
      describe: model.describe,
      start: (session) =>
        model.start({
          ...session,
          onDelivery(delivery) {
            session.onDelivery(delivery);
            interruption.abort();
          },
        }),
    },
    protocol: "event-source",
    seed,
    parallel: 1,
    mustStartAnew: false,
    folder,
    signal: interruption.signal,
  });
  expect(results.exit_code).toBe(130);
  expect(results.rows[0]).toMatchObject({ verdict: "inconclusive", findings: [] });
});
