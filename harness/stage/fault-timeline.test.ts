import { expect, test } from "vitest";
import { restart } from "../../rows/restart.ts";
import { LossWindows } from "../check/loss-windows.ts";
import type { FaultRecord, HistoryRecord } from "../history/records.ts";
import { scenarioOfRow } from "../plan/scenario-of-row.ts";
import { runFaults } from "./fault-timeline.ts";

test("in the row restart, the kill explains no loss of a connection long after the target is back", async () => {
  const { faults, expect: expected } = scenarioOfRow(restart, { started: true }).fixed;
  const records: FaultRecord[] = [];
  let now = 10_000; // the fault is due
  const loadOver = new AbortController();
  const running = runFaults(faults, {
    createFault: ({ kind }) => ({
      name: kind,
      async start() {
        now += 1_000;
        return { seen: { code: "target-restarted", downMs: 1_000 }, observed: "back after 1000 ms", afterMs: 0 };
      },
      async end() {},
    }),
    sink: { write: (record: HistoryRecord) => void (record.k === "fault" && records.push(record)) },
    now: () => now,
    signal: new AbortController().signal,
    loadOver: loadOver.signal,
  });
  await new Promise((resolve) => setTimeout(resolve, 20));
  now += 60_000;
  loadOver.abort();
  await running;
  const windows = new LossWindows({ ...expected, breaksConnections: ["target-restart"] });
  for (const record of records) windows.fault(record);
  expect(records.map(({ what }) => what)).toEqual(["started", "proved", "ended"]);
  expect([10_500, 12_500, 30_000].map((at) => windows.explain(at))).toEqual([true, true, false]);
});
