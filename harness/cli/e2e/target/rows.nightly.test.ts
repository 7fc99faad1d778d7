import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { rows } from "../../../../rows/rows.ts";
import { runFaults } from "../../testing/faults-of-runs.ts";
import { runRows, ways } from "../../testing/run-rows.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "resume-gate-matrix-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const names = rows.filter(({ needs }) => !needs?.includes("command")).map(({ name }) => name);
/** No document says what the answer to an unknown cursor must be, so it may be left open. */
const good = ["pass", "left open"];

test.each(Object.keys(ways))(
  "%s: a correct server passes every row",
  async (way) => {
    const { verdicts } = await runRows({ folder, way });
    expect(Object.keys(verdicts).sort()).toEqual([...names].sort());
    expect(Object.entries(verdicts).filter(([, verdict]) => !good.includes(verdict))).toEqual([]);
  },
  180_000,
);

test("over HTTP/2 a correct server passes every row", async () => {
  const { verdicts } = await runRows({ folder, way: "byId", http2: true, args: ["--parallel", "2"] });
  expect(Object.keys(verdicts).sort()).toEqual([...names].sort());
  expect(Object.entries(verdicts).filter(([, verdict]) => !good.includes(verdict))).toEqual([]);
}, 180_000);

test.each(runFaults.flatMap((fault) => (fault.only ? [fault.only] : Object.keys(ways)).map((way) => ({ fault, way }))))(
  "$way: $fault.name: red in $fault.row, green in the rows that it does not touch",
  async ({ fault, way }) => {
    const { verdicts } = await runRows({ folder, way, fault });
    const red = [fault.row, ...(fault.alsoIn ?? [])];
    const open = fault.maybeIn ?? [];
    expect(red.filter((name) => verdicts[name] !== "fail")).toEqual([]);
    const others = names.filter((name) => !red.includes(name) && !open.includes(name));
    expect(
      others.filter((name) => !good.includes(verdicts[name] ?? "")).map((name) => `${name}: ${verdicts[name]}`),
    ).toEqual([]);
  },
  180_000,
);
