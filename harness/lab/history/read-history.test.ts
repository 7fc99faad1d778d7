import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { LabHistory } from "../testing/records.ts";
import { readClientHistory } from "./read-history.ts";

const folder = mkdtempSync(path.join(tmpdir(), "resume-gate-read-history-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  { protocol: "event-source", verdict: "fail" },
  { protocol: "openai-responses", verdict: "left open" },
  { protocol: "examples/resume-ways/since.json", verdict: "fail" },
])("a history of $protocol is judged again with what its protocol leaves open", async ({ protocol, verdict }) => {
  const file = path.join(folder, `${path.basename(protocol)}.ndjson`);
  const records = new LabHistory({ protocol, row: "ended-before-blank-line" })
    .request()
    .stream()
    .events(0, 1, 2)
    .half(3)
    .got(3)
    .end("end")
    .request({ cursor: "4" })
    .stream()
    .events(4, 5)
    .end("end")
    .done();
  writeFileSync(file, records.map((record) => `${JSON.stringify(record)}\n`).join(""));
  expect((await readClientHistory(file)).verdict.verdict).toBe(verdict);
});

test.each([
  { asked: {}, verdict: "pass" },
  { asked: { clients: 2 }, verdict: "inconclusive" },
  { asked: { mustSpread: true }, verdict: "inconclusive" },
] as const)("a storm is judged again by what was asked of it: $asked", async ({ asked, verdict }) => {
  const file = path.join(folder, "storm.ndjson");
  const records = new LabHistory({ row: "storm", ...asked })
    .request()
    .end()
    .after(3_000)
    .request({ cursor: "3" })
    .done();
  writeFileSync(file, records.map((record) => `${JSON.stringify(record)}\n`).join(""));
  expect((await readClientHistory(file)).verdict.verdict).toBe(verdict);
});
