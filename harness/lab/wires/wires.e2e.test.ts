import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inParallel } from "../../run/side-by-side/in-parallel.ts";
import type { ClientResults } from "../results.ts";
import { judgedWire } from "../testing/judged-wire.ts";
import { wireLiars } from "../testing/wire-liars.ts";
import { wires } from "./wires.ts";

const folder = mkdtempSync(path.join(tmpdir(), "resume-gate-wires-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** One of each kind. All rows: wires.nightly.test.ts. */
const someRows = [
  "cut-again",
  "cut-before-first",
  "form-crlf",
  "410-at-resume",
  "503-at-resume",
  "cut-before-blank-line",
];

test.each(Object.keys(wires))(
  "nothing is held against a correct client of %s",
  { timeout: 60_000 },
  async (protocol) => {
    const results = await judgedWire({ protocol, rows: someRows, folder });
    expect(results.reasons).toEqual([]);
    expect(results.not_judged).toEqual([]);
    expect(results.rows.length).toBeGreaterThan(4);
  },
);

describe("clients with one fault", () => {
  const seen = new Map<number, ClientResults>();
  beforeAll(async () => {
    await inParallel(wireLiars.length, 4, async (number) => {
      const { protocol, fault, row } = wireLiars[number] as (typeof wireLiars)[number];
      seen.set(number, await judgedWire({ protocol, fault, rows: [row], folder }));
    });
  }, 60_000);

  test.each(wireLiars.map((liar, number) => ({ ...liar, number })))(
    "$protocol: $fault is found in $row and called $finding",
    ({ number, finding }) => {
      const [row] = seen.get(number)?.rows ?? [];
      expect(row?.findings.map(({ kind }) => kind)).toContain(finding);
      expect(row?.verdict).toBe("fail");
    },
  );
});
