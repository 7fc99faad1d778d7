import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Command, CommanderError } from "commander";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type StandIn, startStandIn } from "../../../reports/datadog/testing/stand-in.ts";
import { madeResults } from "../../../reports/testing/make-results.ts";
import { RefusalError } from "../../errors.ts";
import { datadogVerb } from "../verbs/datadog.ts";
import { sloVerb } from "../verbs/slo.ts";

let standIn: StandIn;
let folder: string;

beforeEach(async () => {
  standIn = await startStandIn();
  folder = mkdtempSync(path.join(tmpdir(), "datadog-"));
  for (const [name, value] of Object.entries({
    DD_URL: standIn.url,
    DD_API_KEY: standIn.apiKey,
    DD_APP_KEY: standIn.appKey,
  })) {
    vi.stubEnv(name, value);
  }
});
afterEach(async () => {
  vi.unstubAllEnvs();
  process.exitCode = 0;
  await standIn.close();
  rmSync(folder, { recursive: true });
});

/** What a verb prints and how it ends. */
async function run(verb: Command, ...args: string[]) {
  let stdout = "";
  const spy = vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    stdout += text;
    return true;
  });
  process.exitCode = 0;
  try {
    await verb.parseAsync(args, { from: "user" });
    return { stdout, exit: process.exitCode, refusal: null };
  } catch (error) {
    if (!(error instanceof RefusalError)) throw error;
    return { stdout, exit: error.refusal.exitCode, refusal: error };
  } finally {
    spy.mockRestore();
  }
}
const resultsFile = (id: string) => {
  const file = path.join(folder, `${id}.json`);
  writeFileSync(file, JSON.stringify(madeResults({ id, at: new Date().toISOString() })));
  return file;
};
const push = (...files: string[]) => run(datadogVerb(), "push", ...files, "--outbox", path.join(folder, "outbox"));

const box = () => ["--outbox", path.join(folder, "outbox")];

describe("resume-gate datadog", () => {
  test("apply tells what it made before a refusal", async () => {
    standIn.trouble("POST /api/v1/slo", { status: 403 });
    const { stdout, exit } = await run(datadogVerb(), "apply", ...box());
    expect([exit, stdout.match(/^made monitor/gm)?.length]).toEqual([2, 5]);
    expect(stdout).toContain("5 carried out.");
  });

  test("two apply at once: the second is refused, and nothing is made twice", async () => {
    const flags = ["apply", ...box()];
    const [first, second] = [datadogVerb(), datadogVerb()].map((verb) => verb.parseAsync(flags, { from: "user" }));
    const ended = await Promise.allSettled([first, second]);
    expect(ended.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(standIn.store.monitors).toHaveLength(5);
  });

  test.each([["plan"], ["plan", "--json"]])("%s %s shows no key that stands in a monitor", async (...args) => {
    await run(datadogVerb(), "apply", ...box());
    for (const each of standIn.store.monitors) each.message = `key ${standIn.appKey} ${standIn.apiKey}`;
    const { stdout } = await run(datadogVerb(), ...args);
    expect(stdout).toContain("key [key] [key]");
    for (const key of [standIn.appKey, standIn.apiKey]) expect(stdout).not.toContain(key);
  });

  test("an error text inside a 200 is shown without its key", async () => {
    standIn.trouble("query", {
      status: 200,
      body: JSON.stringify({ status: "error", error: `bad ${standIn.apiKey}` }),
    });
    const { refusal } = await run(datadogVerb(), "query");
    expect(refusal?.message).toContain("bad [key]");
  });

  test("push sends a run once", async () => {
    expect((await push(resultsFile("run-1"))).stdout).toBe("run-1: sent\n");
    expect((await push(resultsFile("run-1"))).stdout).toBe("run-1: was sent before\n");
    expect(standIn.store.events).toHaveLength(1);
  });

  test("push without a key keeps the run (exit 2), and a later push sends it", async () => {
    vi.stubEnv("DD_API_KEY", "");
    const first = await push(resultsFile("run-1"));
    expect([first.exit, first.refusal?.message]).toEqual([2, "Datadog needs DD_API_KEY."]);
    vi.stubEnv("DD_API_KEY", standIn.apiKey);
    expect((await push()).stdout).toBe("run-1: sent\n");
  });

  test("push with a wrong key says so without it, and keeps the run", async () => {
    vi.stubEnv("DD_API_KEY", "wrong0key");
    const { exit, stdout, refusal } = await push(resultsFile("run-1"));
    expect(exit).toBe(2);
    expect(stdout).toContain("kept in");
    expect(`${stdout}${refusal?.stack}${JSON.stringify(refusal)}`).not.toContain("wrong0key");
  });

  test("plan shows, apply makes, apply again changes nothing", async () => {
    expect((await run(datadogVerb(), "plan")).stdout).toContain("7 to make");
    expect((await run(datadogVerb(), "apply", ...box())).stdout).toContain("7 carried out.");
    const again = await run(datadogVerb(), "apply", ...box());
    expect(again.stdout).toContain("No change.");
    expect(again.stdout).not.toContain("carried out");
    expect((await run(datadogVerb(), "plan", "--scope", "env:production")).stdout).toContain("7 to change");
  });

  test("query prints counts, and no data as such", async () => {
    const query = "sum:assist.sse.resume_attempt{!source:resume-gate}.as_count()";
    standIn.store.timeseries.push({ query, points: [[Date.now() - 120_000, 41]] });
    const { stdout } = await run(datadogVerb(), "query", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ attempts: 41, successes: null });
  });
});

test.each([["push", "--bogus"], ["apply", "--objective", "0"], ["query", "--scope", "a{b"], ["aply"]])(
  "wrong usage is thrown to the outermost layer and does not end the process: %s",
  async (...args) => {
    const quiet = vi.spyOn(process.stderr, "write").mockImplementation(() => true);
    const ended = run(datadogVerb().exitOverride(), ...args);
    await expect(ended).rejects.toBeInstanceOf(CommanderError);
    quiet.mockRestore();
  },
);

describe("resume-gate slo --datadog", () => {
  test("reports production, and fires when it burns", async () => {
    const at = Date.now() - 60_000;
    const name = (what: string) => `sum:assist.sse.resume_${what}{!source:resume-gate}.as_count()`;
    standIn.store.timeseries.push({ query: name("attempt"), points: [[at, 1_000]] });
    standIn.store.timeseries.push({ query: name("success"), points: [[at, 500]] });
    const { stdout, exit } = await run(sloVerb(), "--datadog", "--json");
    const report = JSON.parse(stdout);
    expect(exit).toBe(1);
    expect(report.periods[0]).toMatchObject({ window: "7d", total: 1_000, success_rate: 50 });
    expect(report.alerts.map(({ state }: { state: string }) => state)).toEqual(Array(4).fill("firing"));
  });

  test("without data says so and exits with 3", async () => {
    const { stdout, exit } = await run(sloVerb(), "--datadog");
    expect(exit).toBe(3);
    expect(stdout).toContain("no data (exit 3)");
  });

  test("wants a folder or Datadog, not both and not neither", async () => {
    expect((await run(sloVerb())).refusal?.refusal.code).toBe("BAD_USAGE");
    expect((await run(sloVerb(), folder, "--datadog")).refusal?.refusal.code).toBe("BAD_USAGE");
  });

  test("a folder's runs count once each, at the moment asked for", async () => {
    resultsFile("a");
    resultsFile("b");
    writeFileSync(path.join(folder, "c.json"), JSON.stringify(madeResults({ id: "a", at: new Date().toISOString() })));
    const { stdout, exit } = await run(sloVerb(), folder, "--json");
    expect([exit, JSON.parse(stdout).periods[0].total]).toEqual([0, 2_000]);
    expect((await run(sloVerb(), folder, "--now", "2020-01-01")).exit).toBe(3);
  });
});
