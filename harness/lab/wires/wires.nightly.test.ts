import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { judgedWire } from "../testing/judged-wire.ts";
import { wires } from "./wires.ts";

const folder = mkdtempSync(path.join(tmpdir(), "resume-gate-wires-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(Object.keys(wires))(
  "nothing is held against a correct client of %s in any row",
  { timeout: 300_000 },
  async (protocol) => {
    const results = await judgedWire({ protocol, folder, seed: Math.floor(Math.random() * 2 ** 31) });
    expect(results.reasons).toEqual([]);
  },
);
