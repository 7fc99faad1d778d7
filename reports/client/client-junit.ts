import type { ClientResults, ClientRowResult } from "../../harness/lab/results.ts";
import { type Case, suite, suitesFile } from "../junit.ts";
import { firstSeenOfClient } from "./client-table.ts";

/** The results of a client as JUnit XML: a suite for each theme, a case for each row. An answer that is left open is not a failure. */
export function renderClientJUnit(results: ClientResults): string {
  const themes = [...new Set(results.rows.map(({ theme }) => theme))];
  const run = { ...results, profile: "client" };
  return suitesFile(
    themes.map((theme, id) => {
      const cases = results.rows.filter((row) => row.theme === theme).map(rowCase);
      const timeMs = cases.reduce((sum, each) => sum + each.timeMs, 0);
      return suite(run, { id, name: `client ${theme}`, timeMs, cases });
    }),
  );
}

function rowCase(row: ClientRowResult): Case {
  const all = row.findings.map(({ kind, text }) => `${kind}: ${text}`);
  const by = row.answered_by === undefined ? [] : [`Answered by the ${row.answered_by}.`];
  return {
    name: row.name,
    classname: `resume-gate.client.${row.theme}`,
    timeMs: row.duration_ms,
    verdict: row.verdict === "left open" ? "pass" : row.verdict,
    message: firstSeenOfClient(row),
    text: [row.does, row.must, ...by, ...all, ...(row.reason === null ? [] : [row.reason])].join("\n"),
  };
}
