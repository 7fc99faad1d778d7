import type { Row } from "../../rows/row.ts";
import type { Scenario } from "./scenario.ts";

/** A row as a load without a fault: its cuts, and beside them streams that nobody cuts. */
export function scenarioOfRow({ name, does, must, why, streams, cuts }: Row): Scenario {
  const stream = { arriveWithinMs: 8_000, events: 40, intervalMs: 50, eventBytes: 512 };
  return {
    name,
    cause: `${does} ${why}`,
    symptom: `None: ${must}`,
    fix: "Nothing to fix.",
    timeScale: 1,
    load: [
      { ...stream, role: "cut", streams, cuts },
      { ...stream, role: "uncut", streams: 10, cuts: [] },
    ],
    symptoms: [],
    fixed: {
      server: {},
      faults: [],
      client: { retries: 3, startAnew: true },
      expect: { uncutMustComplete: true },
    },
  };
}
