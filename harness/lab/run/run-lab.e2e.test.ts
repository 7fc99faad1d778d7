import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, test } from "vitest";
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

describe("a client that leaves its first connection at once, and opens another one", () => {
  /** @param next what it does with what it keeps before it comes back */
  const twice = (next: (kept: Kept) => void) =>
    clientInProcess(async (session) => {
      const leaves = new AbortController();
      await fetch(session.url, { headers: { accept: "text/event-stream" }, signal: leaves.signal }); // its answer has begun
      leaves.abort();
      const kept = new Kept(session);
      while ((await readOnce(session.url, kept)) === 200) {
        await sleep(kept.retryMs);
        next(kept);
      }
    });

  test("has lost nothing, and meets the whole row", async () => {
    const rows = rowsNamed("cursor-none", "cursor-kept", "cursor-reset", "cut-again", "cut-before-first");
    const results = await runLab({ ...usual, rows, client: twice(() => {}), signal: AbortSignal.timeout(20_000) });
    expect(results.reasons).toEqual([]);
    expect(results.rows.map(({ requests }) => requests)).toEqual([4, 4, 4, 6, 4]);
  });

  test("does not hide that it forgets its cursor", async () => {
    const forgets = twice((kept) => {
      kept.lastId = "";
    });
    const results = await runLab({
      ...usual,
      rows: rowsNamed("cut-once"),
      client: forgets,
      signal: AbortSignal.timeout(20_000),
    });
    expect(results.rows[0]?.findings[0]?.kind).toBe("cursor-missing");
  });
});
