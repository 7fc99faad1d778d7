import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { runInfoOf } from "../../run/make-run-info.ts";
import { proofCases, runProofs } from "./run-proofs.ts";

test("each liar is seen by the proofs that claim it, and no honest way is accused", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "resume-gate-proofs-"));
  try {
    const cases = proofCases().filter(({ proof }) =>
      ["number", "again", "prefix", "document", "marked"].includes(proof),
    );
    const run = await runInfoOf("selftest", 4, "none", "an event-source server");
    const rows = await runProofs(cases, { run, seed: 4, folder, signal: new AbortController().signal });
    expect(rows.filter((row) => row.objection !== null)).toEqual([]);
    expect(rows).toHaveLength(cases.length);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
