import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { validateResults } from "../../reports/validate-results.ts";
import { check, explain, RefusalError, run } from "../index.ts";
import { shortStreams as protocol, startShortStreams } from "./testing/short-streams.ts";
import "./vitest.ts";

let folder = "";
let good: Awaited<ReturnType<typeof startShortStreams>>;
let bad: Awaited<ReturnType<typeof startShortStreams>>;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "resume-gate-api-"));
  [good, bad] = await Promise.all([startShortStreams(), startShortStreams({ skips: true })]);
});
afterAll(async () => {
  good.close();
  bad.close();
  await rm(folder, { recursive: true, force: true });
});
afterEach(() => void vi.restoreAllMocks());

const few = { rows: ["cut"], streams: 20, duration: "300ms", seed: 3 } as const;

describe("run", () => {
  test("gives results that fit their schema, prints nothing, and leaves what `check` judges the same", async () => {
    const written = [vi.spyOn(process.stdout, "write"), vi.spyOn(process.stderr, "write")];
    const exits = vi.spyOn(process, "exit");
    const exitCode = process.exitCode;
    const out = path.join(folder, "kept");
    const results = await run({ target: bad.url, protocol, ...few, out });
    expect(written.flatMap((each) => each.mock.calls)).toEqual([]);
    expect(exits).not.toHaveBeenCalled();
    expect(process.exitCode).toBe(exitCode);
    expect(validateResults(results)).toEqual([]);
    expect(results).toMatchObject({ verdict: "fail", exit_code: 1, seed: 3 });
    expect(await check(out)).toEqual(results);
    expect(JSON.parse(await readFile(path.join(out, "perf-sse-live-results.json"), "utf8"))).toEqual(results);
    expect(await explain(results, out)).toMatch(/fail \(seed 3\)[\s\S]*lost[\s\S]*▸ resume[\s\S]*✗ lost/);
    expect(await explain(results)).not.toContain("▸ resume");
  });

  test("an aborted run is judged as far as it came; one that was aborted before does not start", async () => {
    const results = await run({ target: good.url, protocol, rows: ["cut"], signal: AbortSignal.timeout(1_500) });
    expect(results).toMatchObject({ exit_code: 130, verdict: "inconclusive" });
    await expect(run({ target: good.url, signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
  });

  test.each([
    { claim: "an unknown field", options: { tarqet: "x" }, code: "BAD_CONFIG", says: /no field "tarqet"/ },
    { claim: "an unknown row", options: { rows: ["cutt"] }, code: "BAD_USAGE", says: /no row "cutt"/ },
    {
      claim: "a target that is away",
      options: { target: "http://127.0.0.1:1" },
      code: "TARGET_AWAY",
      says: /did not send a stream/,
    },
  ])("$claim is refused", async ({ options, code, says }) => {
    const refused = await run({ target: good.url, protocol, ...few, ...options }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(RefusalError);
    expect((refused as RefusalError).refusal.code).toBe(code);
    expect((refused as RefusalError).message).toMatch(says);
  });
});

describe("toResume", () => {
  test("three rows hold on a correct server", async () => {
    await expect({ target: good.url, protocol }).toResume({ rows: ["cut", "cut-again", "finish-away"] });
  });

  test("its message shows the timeline of the first finding", async () => {
    await expect({ target: bad.url, protocol }).not.toResume();
    const failed = expect({ target: bad.url, protocol }).toResume();
    await expect(failed).rejects.toThrow(
      /does not resume: fail[\s\S]*The first finding, in cut\.load[\s\S]*▸ resume[\s\S]*✗ lost/,
    );
  });

  test("if it is unclear, neither holds", async () => {
    const after = { ...protocol, end: [{ event: "never" }] };
    await expect(expect({ target: good.url, protocol: after }).not.toResume()).rejects.toThrow();
    await expect(expect(3).not.toResume()).rejects.toThrow(/not for 3/);
  });
});

describe("toResumeAsClient", () => {
  const model = path.join(import.meta.dirname, "../lab/testing/model-client.mjs");
  const command = (fault = "") => `'${process.execPath}' '${model}'${fault && ` --fault ${fault}`}`;

  test("a client that keeps its cursor resumes", async () => {
    await expect(command()).toResumeAsClient({ seed: 3 });
  }, 30_000);

  test("one that forgets it does not, and the message shows the timeline of the first row that failed", async () => {
    const failed = await expect(command("no-cursor"))
      .toResumeAsClient({ rows: ["cut-again"], seed: 3 })
      .catch((error: unknown) => error as Error);
    expect((failed as Error).message).toMatch(/cursor-missing[\s\S]*The row cut-again:[\s\S]*request/);
  }, 30_000);

  test("if it is unclear, neither holds", async () => {
    await expect(expect("exit 0").not.toResumeAsClient({ rows: ["cut-once"] })).rejects.toThrow(/cannot be told/);
  }, 30_000);
});
