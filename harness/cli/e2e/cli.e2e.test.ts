import { execFileSync } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { validateResults } from "../../../reports/validate-results.ts";
import type { Results } from "../../gate/results.ts";
import { root } from "../../run/environment.ts";
import { runResumeGate } from "../testing/run-resume-gate.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "resume-gate-cli-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The program as a user starts it. `during` may do something to it while it runs. */
function resumeGate(
  args: readonly string[],
  env: Record<string, string> = {},
  during?: (pid: number, err: () => string) => Promise<void>,
) {
  return runResumeGate(args, { cwd: folder, env: { REDIS_URL: "", ...env }, ...(during ? { during } : {}) });
}

const resultsIn = (out: string) =>
  JSON.parse(readFileSync(path.join(out, "perf-sse-live-results.json"), "utf8")) as Results;

describe("bad input", () => {
  test.each([
    {
      claim: "an unknown scenario",
      args: ["run", "token-expirey"],
      code: 2,
      err: /no scenario "token-expirey"[\s\S]*"token-expiry"/,
    },
    { claim: "an unknown profile", args: ["run", "--profile", "nightli"], code: 2, err: /nightli[\s\S]*"nightly"/ },
    { claim: "an unknown flag", args: ["run", "--sed", "1"], code: 2, err: /--sed[\s\S]*--seed/ },
    { claim: "an unknown verb", args: ["rum"], code: 2, err: /rum[\s\S]*run/ },
    {
      claim: "a seed that is not a number",
      args: ["run", "--seed", "x"],
      code: 2,
      err: /--seed[\s\S]*"?x"?[\s\S]*whole number/,
    },
    {
      claim: "a duration that is not a time",
      args: ["run", "--duration", "soon"],
      code: 2,
      err: /soon[\s\S]*time such as/,
    },
    {
      claim: "a header without a colon",
      args: ["run", "--target", "http://127.0.0.1:1", "--header", "x"],
      code: 2,
      err: /Name: value/,
    },
    {
      claim: "an override that fits nothing",
      args: ["run", "baseline", "--set", "nonsense"],
      code: 2,
      err: /"nonsense"[\s\S]*scenario\.face\.KEY=VALUE/,
    },
    {
      claim: "an override of a scenario that does not run",
      args: ["run", "baseline", "--set", "token-expiry.fixed.A=1"],
      code: 2,
      err: /does not run here/,
    },
    {
      claim: "a setting that no server reads",
      args: ["run", "token-expiry", "--set", "token-expiry.fixed.SSE_SNAPSHOT_TTL=2"],
      code: 2,
      err: /SSE_SNAPSHOT_TTL=2[\s\S]*"SSE_SNAPSHOT_TTL_SEC"/,
    },
    {
      claim: "a setting that no explored server reads",
      args: ["explore", "--set", "SSE_HEARTBEAT=1"],
      code: 2,
      err: /No server reads SSE_HEARTBEAT[\s\S]*"SSE_HEARTBEAT_SEC"/,
    },
    {
      claim: "a budget for a stored plan",
      args: ["explore", "--plan", "x", "--budget", "9s"],
      code: 2,
      err: /--budget has/,
    },
    { claim: "a seed for a stored plan", args: ["selftest", "--plan", "x", "--seed", "1"], code: 2, err: /--seed has/ },
    {
      claim: "a fault against a target",
      args: ["run", "redis-outage", "--target", "http://127.0.0.1:1"],
      code: 2,
      err: /only the scenario "baseline"/,
    },
    {
      claim: "an --out that cannot be written",
      args: ["run", "baseline", "--out", "/proc/nowhere"],
      code: 2,
      err: /Cannot write to \/proc\/nowhere/,
    },
    {
      claim: "a history that is not there",
      args: ["check", "nothing.ndjson"],
      code: 2,
      err: /There is no nothing\.ndjson/,
    },
    { claim: "a folder that is not there", args: ["check", "/nowhere"], code: 2, err: /There is no \/nowhere/ },
    { claim: "a shard that is not there", args: ["merge", "no.ndjson", "--out", "x"], code: 2, err: /There is no no/ },
    {
      claim: "a history to replay that is not there",
      args: ["replay", "no.ndjson", "--stream", "1"],
      code: 2,
      err: /There is no no\.ndjson/,
    },
    {
      claim: "a log of k6 that is not there",
      args: ["k6", "collect", "no.log", "--job", "package.json", "--out", "x"],
      code: 2,
      err: /There is no package\.json/,
    },
    {
      claim: "a results file that is not there",
      args: ["summary", "nothing.json"],
      code: 2,
      err: /nothing\.json[\s\S]*ENOENT/,
    },
  ])("$claim: exit $code, with the value and what to do", async ({ args, code, err }) => {
    const ran = await resumeGate(args);
    expect(ran.err).toMatch(err);
    expect(ran.err).not.toMatch(/\n\s+at /); // never a stack trace
    expect(ran.code).toBe(code);
  });

  test("a Redis that is away: exit 4 with its address, and there are results", async () => {
    const out = path.join(folder, "no-redis");
    const ran = await resumeGate(["run", "token-expiry", "--redis", "redis://127.0.0.1:1", "--out", out]);
    expect(ran.err + ran.out).toMatch(/No Redis answers at redis:\/\/127\.0\.0\.1:1/);
    expect(ran.code).toBe(4);
    const results = resultsIn(out);
    expect(validateResults(results)).toEqual([]);
    expect(results).toMatchObject({ verdict: "inconclusive", exit_code: 4 });
  });

  test("no nginx, for the last of several scenarios: exit 4 before any load", async () => {
    const out = path.join(folder, "no-nginx");
    const bin = path.join(folder, "no-nginx-bin");
    mkdirSync(bin);
    const redis = execFileSync("sh", ["-c", "command -v redis-server"], { encoding: "utf8" }).trim();
    symlinkSync(redis, path.join(bin, "redis-server"));
    const ran = await resumeGate(["run", "baseline", "proxy-idle", "--redis", "binary", "--out", out], { PATH: bin });
    expect(ran.err).toMatch(/no nginx on the PATH[\s\S]*apt-get install nginx/);
    expect(ran.code).toBe(4);
    expect(resultsIn(out).summary.streams_started).toBe(0);
  });

  test("a server setting that is wrong: exit 4 with its name", async () => {
    const out = path.join(folder, "bad-setting");
    const ran = await resumeGate([
      "run",
      "token-expiry",
      "--redis",
      "binary",
      "--out",
      out,
      "--set",
      "token-expiry.fixed.SSE_SNAPSHOT_TTL_SEC=x",
    ]);
    expect(ran.out + ran.err).toMatch(/SSE_SNAPSHOT_TTL_SEC is "x"/);
    expect(ran.code).toBe(4);
  });

  test.each([
    { claim: "away", answer: null, err: /did not send a stream: .*ECONNREFUSED/ },
    {
      claim: "no event stream",
      answer: { status: 200, type: "text/html" },
      err: /answered 200 with Content-Type "text\/html"/,
    },
    { claim: "asking for a key", answer: { status: 401, type: "application/json" }, err: /answered 401/ },
  ])("a target that is $claim: exit 4 with what was seen", async ({ answer, err }) => {
    const server = createServer((_request, response) => {
      response.writeHead(answer?.status ?? 500, { "content-type": answer?.type ?? "" }).end("{}");
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    if (!answer) server.close();
    const out = path.join(folder, "target");
    const ran = await resumeGate(["run", "--target", `http://127.0.0.1:${port}`, "--out", out]);
    server.close();
    expect(ran.err).toMatch(err);
    expect({ code: ran.code, results: resultsIn(out).exit_code }).toEqual({ code: 4, results: 4 });
  });
});

describe("a run", () => {
  test("is judged again by check, bit for bit; a damaged history never passes", async () => {
    const out = path.join(folder, "run");
    const ran = await resumeGate(["run", "baseline", "--redis", "binary", "--seed", "5", "--out", out]);
    const file = path.join(out, "perf-sse-live-results.json");
    const again = path.join(folder, "again.json");
    const checked = await resumeGate([
      "check",
      path.join(out, "resume-gate-out", "histories"),
      "--out",
      again,
      "--quiet",
    ]);
    expect(readFileSync(again, "utf8")).toBe(readFileSync(file, "utf8"));
    expect({ checked: checked.code, verdict: checked.out.trim() }).toEqual({
      checked: ran.code,
      verdict: resultsIn(out).verdict,
    });

    const history = path.join(out, "resume-gate-out", "histories", "baseline.load.ndjson");
    const lines = readFileSync(history, "utf8").split("\n");
    const broken = path.join(folder, "broken.ndjson");
    writeFileSync(broken, lines.with(900, '{"k":"ev","s":').join("\n"));
    const damaged = await resumeGate(["check", broken]);
    expect(damaged.err).toMatch(/broken\.ndjson, line 901: not JSON/);
    expect(damaged.code).toBe(3);
  });

  test("that is interrupted exits with 130, leaves valid results, and nothing that runs", async () => {
    const out = path.join(folder, "interrupted");
    const temporary = path.join(folder, "temporary"); // its own: other runs leave and take theirs meanwhile
    mkdirSync(temporary);
    const interrupt = async (pid: number, err: () => string) => {
      const until = Date.now() + 20_000;
      while (!/inject/.test(err()) && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 50));
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      process.kill(pid, "SIGINT");
    };
    const args = ["run", "redis-outage", "--redis", "binary", "--out", out];
    const ran = await resumeGate(args, { TMPDIR: temporary }, interrupt);
    expect(ran.code).toBe(130);
    const results = resultsIn(out);
    expect(validateResults(results)).toEqual([]);
    expect(results).toMatchObject({ exit_code: 130, verdict: "inconclusive" });
    expect(readdirSync(temporary).filter((name) => name.startsWith("resume-gate-"))).toEqual([]);
    const logs = path.join(out, "resume-gate-out", "logs");
    const pids = readdirSync(logs).flatMap((name) =>
      [...readFileSync(path.join(logs, name), "utf8").matchAll(/"pid":(\d+)/g)].map((match) => Number(match[1])),
    );
    expect(pids.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]);
  });

  // Only root may mount the small disk that this needs.
  test.skipIf(process.getuid?.() !== 0)("whose disk fills up stops, keeps what it has, and says so", async () => {
    const out = path.join(folder, "small-disk");
    mkdirSync(out);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=256k", "tmpfs", out]);
    try {
      const ran = await resumeGate(["run", "baseline", "--redis", "binary", "--out", out]);
      expect(ran.err).toMatch(/baseline\.load\.ndjson cannot be written any more: ENOSPC/);
      expect(ran.out).toMatch(/cut off|inconclusive/);
      expect(ran.code).toBe(3);
      const checked = await resumeGate(["check", out]);
      expect({ code: checked.code, judged: /[1-9]\d* events checked/.test(checked.out) }).toEqual({
        code: 3,
        judged: true,
      });
    } finally {
      execFileSync("umount", [out]);
    }
  });
});

test("--version prints the package's version", async () => {
  const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as { version: string };
  expect(await resumeGate(["--version"])).toMatchObject({ code: 0, out: `${version}\n`, err: "" });
});

test("list shows every scenario with cause, symptom and fix", async () => {
  const { out, code } = await resumeGate(["list"]);
  for (const name of ["baseline", "token-expiry", "secret-rotation", "redis-outage", "buffer-trim"])
    expect(out).toContain(name);
  expect(out).toMatch(/cause[\s\S]*symptom[\s\S]*fix/);
  expect(code).toBe(0);
});

test("serve on a port that is taken: exit 4 with the port", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const ran = await resumeGate(["serve", "--redis", "binary", "--port", String(port)]);
  server.close();
  expect(ran.err).toMatch(new RegExp(`Port ${port} is taken`));
  expect(ran.code).toBe(4);
});
