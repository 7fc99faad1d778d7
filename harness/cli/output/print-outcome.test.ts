import { afterEach, describe, expect, test, vi } from "vitest";
import { madeResults } from "../../../reports/testing/make-results.ts";
import { errors } from "../../errors.ts";
import { printOutcome } from "./print-outcome.ts";

const unwritten = errors.resultsUnwritten("/out/results.json", "ENOSPC");
const ended = errors.targetEnded("node server.mjs", "was ended by SIGKILL");

afterEach(() => vi.restoreAllMocks());

/** What is printed on standard error of results that could not be written, and the exit code. */
async function printed(exit_code: 0 | 1, refusal: typeof ended | null = null) {
  let text = "";
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  vi.spyOn(process.stderr, "write").mockImplementation((chunk) => {
    text += chunk;
    return true;
  });
  const results = { ...madeResults(), exit_code };
  const code = await printOutcome({ results, resultsFile: "/out/results.json", unwritten, refusal }, { quiet: true });
  return { code, text };
}

describe("results that could not be written", () => {
  test.each([
    { claim: "a pass becomes exit 3, as nobody can read what it is based on", exit: 0, shown: 3 },
    { claim: "a fail stays exit 1, and the message says so", exit: 1, shown: 1 },
  ] as const)("$claim", async ({ exit, shown }) => {
    const { code, text } = await printed(exit);
    expect([code, text]).toEqual([shown, expect.stringContaining(`(RESULTS_UNWRITTEN, exit ${shown})`)]);
  });

  test("do not hide why the run ended", async () => {
    const { text } = await printed(1, ended);
    expect(text).toContain(`(${ended.code}, exit 1)`);
    expect(text).toContain("(RESULTS_UNWRITTEN, exit 1)");
  });
});
