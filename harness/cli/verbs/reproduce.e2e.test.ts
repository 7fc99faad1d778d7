import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { madeResults } from "../../../reports/testing/make-results.ts";
import type { Command } from "../../gate/results.ts";
import { root } from "../../run/environment.ts";
import { withConfig } from "../options/with-config.ts";
import { keptOrGiven } from "./reproduce.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "resume-gate-reproduce-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const config = {
  target: "http://127.0.0.1:1",
  command: "exit 3",
  headers: { "X-Key": "abc" },
  protocol: "event-source",
  streams: 7,
};
const ofRows: Command = { scenarios: [], set: [], rows: ["cut"], engine: "own" };

/** Runs `reproduce` on results of a target's rows, beside a configuration file. */
function reproduce(command: Command, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  writeFileSync(path.join(folder, "resume-gate.config.json"), JSON.stringify(config));
  const results = madeResults({ scenario: "cut", environment: { target: "http://127.0.0.1:1/" } });
  writeFileSync(path.join(folder, "results.json"), JSON.stringify({ ...results, command }));
  const all = [path.join(root, "harness/cli/bin.mjs"), "reproduce", "results.json", ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, all, { cwd: folder, timeout: 60_000 }, (error, out, err) => {
      resolve({ code: (error?.code as number | undefined) ?? 0, out, err });
    });
  });
}

describe("reproduce", () => {
  test("starts the target again as the run's configuration says", async () => {
    const { code, err } = await reproduce({ ...ofRows, config: "resume-gate.config.json" });
    expect([code, err]).toEqual([4, expect.stringContaining('"exit 3" did not start a server: it exited with 3')]);
  });

  test("reads headers and protocol there, unless some were given, and nothing that the results keep", async () => {
    const file = path.join(folder, "resume-gate.config.json");
    writeFileSync(file, JSON.stringify(config));
    const run = { profile: "pr", out: ".", redis: "auto", set: [], engine: "own", config: file } as const;
    const read = await withConfig({ ...run, header: {} }, keptOrGiven({}, {}));
    expect(read.options).toMatchObject({ header: { "x-key": "abc" }, command: "exit 3" });
    expect(read.options.streams).toBeUndefined();
    expect(read.spoken).toMatchObject({ protocol: "event-source", file });
    const header = { "x-key": "other" };
    expect((await withConfig({ ...run, header }, keptOrGiven({ header }, {}))).options.header).toEqual(header);
    const protocol = "mcp";
    const spoken = (await withConfig({ ...run, protocol }, keptOrGiven({}, { protocol }))).spoken;
    expect(spoken).toEqual({ protocol });
  });

  test("asks for the value of a secret that was given by --with, rather than sending the text that hides it", async () => {
    const { code, err } = await reproduce({ ...ofRows, with: ["API_TOKEN=(hidden)"] });
    expect([code, err]).toEqual([2, expect.stringContaining('--with "API_TOKEN=(hidden)", and the value of a secret')]);
  });

  test.each([
    { face: "cut", code: 0, out: /--rows cut --profile pr/ },
    { face: "cut.inject", code: 0, out: /--rows cut --profile pr/ },
    { face: "cat", code: 2, out: /^$/ },
  ])("prints the command of one face: $face", async ({ face, code, out }) => {
    const printed = await reproduce({ ...ofRows, rows: ["cut", "leak"] }, "--print", "--face", face);
    expect([printed.code, printed.out]).toEqual([code, expect.stringMatching(out)]);
  });
});
