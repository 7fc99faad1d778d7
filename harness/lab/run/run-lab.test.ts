import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import type { ClientRow } from "../../../rows/client/row.ts";
import { clientRows } from "../../../rows/client/rows.ts";
import { readClientHistory } from "../history/read-history.ts";
import { clientInProcess, Kept, readOnce } from "../testing/client-in-process.ts";
import { runLab } from "./run-lab.ts";

const folder = mkdtempSync(path.join(tmpdir(), "resume-gate-run-lab-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const usual = { protocol: "event-source", seed: 1, parallel: 8, mustStartAnew: false, folder };
const rowsNamed = (...names: readonly string[]) =>
  names.map((name) => clientRows.find((row) => row.name === name) as ClientRow);

test("a history in which a client told of nothing is judged again as it was, when it told of events in other rows", async () => {
  const rows = rowsNamed("whole", "204-at-start", "form-comments");
  const client = clientInProcess(async (session) => {
    const isDeaf = session.row === "form-comments";
    const kept = new Kept(isDeaf ? { onDelivery: () => {} } : session);
    while ((await readOnce(session.url, kept)) === 200);
  });
  const results = await runLab({ ...usual, rows, client, signal: AbortSignal.timeout(20_000) });
  expect(results.rows.map(({ verdict }) => verdict)).toEqual(["pass", "pass", "fail"]);
  for (const { history, verdict } of results.rows) {
    expect((await readClientHistory(path.join(folder, history))).verdict.verdict).toBe(verdict);
  }
});

test("an application that makes its client anew where the standard fails it is told so, and is not accused", async () => {
  const rows = rowsNamed("wrong-type-at-resume", "401-at-resume", "404-at-resume", "500-at-resume");
  const client = clientInProcess(async (session) => {
    for (let kept = new Kept(session), status = 200; status !== 204; await sleep(100)) {
      status = await readOnce(session.url, kept);
      if (status !== 200) kept = new Kept(session);
    }
  });
  const results = await runLab({ ...usual, rows, client, signal: AbortSignal.timeout(20_000) });
  expect(results.rows.flatMap(({ findings }) => findings)).toEqual([]);
  expect(results.rows.map(({ left_open }) => left_open.map(({ what }) => what))).toEqual([
    ["after 200"],
    ["after 401"],
    ["after 404"],
    ["after 500"],
  ]);
});
