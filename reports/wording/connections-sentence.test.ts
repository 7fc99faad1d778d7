import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import type { Results } from "../../harness/gate/results.ts";
import { renderTerminal } from "../terminal/results-table.ts";
import { greenRun } from "../testing/judged.ts";
import { connectionsSentence } from "./connections-sentence.ts";

/** Results of a target, with so many streams open in its busiest second. */
async function ofTarget(open: number, command: Partial<Results["command"]> = {}): Promise<Results> {
  const run = await greenRun();
  const windows = run.windows.map((window, i) => ({ ...window, streams_open: i === 0 ? open : 1 }));
  const environment = { ...run.environment, target: "http://127.0.0.1:8080/" };
  return { ...run, windows, environment, command: { scenarios: [], set: [], engine: "own", ...command } };
}

describe("a browser's limit of connections", () => {
  test("is mentioned if more streams were open", async () => {
    const results = await ofTarget(7);
    expect(connectionsSentence(results)).toMatch(
      /^Up to 7 streams were open .* A browser opens only 6 connections to a host/,
    );
    const text = stripVTControlCharacters(renderTerminal(results, { color: false, width: 300 }));
    expect(text).toContain(connectionsSentence(results));
  });

  test.each([
    { claim: "six are not too many", results: () => ofTarget(6) },
    { claim: "HTTP/2 has no such limit", results: () => ofTarget(7, { http2: true }) },
    { claim: "another engine has connections of its own", results: () => ofTarget(7, { engine: "k6" }) },
    { claim: "no browser asks our own servers", results: () => greenRun() },
  ])("is not told: $claim", async ({ results }) => {
    expect(connectionsSentence(await results())).toBeNull();
  });
});
