import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import type { ClientRow } from "../../../rows/client/row.ts";
import { clientRows } from "../../../rows/client/rows.ts";
import { readClientHistory } from "../history/read-history.ts";
import { clientInProcess, Kept, readOnce } from "../testing/client-in-process.ts";
import { runLab } from "./run-lab.ts";

const folder = mkdtempSync(path.join(tmpdir(), "resume-gate-run-lab-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a history in which a client told of nothing is judged again as it was, when it told of events in other rows", async () => {
  const rows = ["whole", "204-at-start", "form-comments"].map(
    (name) => clientRows.find((row) => row.name === name) as ClientRow,
  );
  const client = clientInProcess(async (session) => {
    const isDeaf = session.row === "form-comments";
    const kept = new Kept(isDeaf ? { onDelivery: () => {} } : session);
    while ((await readOnce(session.url, kept)) === 200);
  });
  const options = { protocol: "event-source", seed: 1, parallel: 3, mustStartAnew: false, folder };
  const results = await runLab({ rows, client, ...options, signal: AbortSignal.timeout(20_000) });
  expect(results.rows.map(({ verdict }) => verdict)).toEqual(["pass", "pass", "fail"]);
  for (const { history, verdict } of results.rows) {
    expect((await readClientHistory(path.join(folder, history))).verdict.verdict).toBe(verdict);
  }
});
