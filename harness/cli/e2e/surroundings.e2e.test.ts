import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { validateResults } from "../../../reports/validate-results.ts";
import type { Results } from "../../gate/results.ts";
import { runResumeGate } from "../testing/run-resume-gate.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "resume-gate-surroundings-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function resumeGate(args: readonly string[], env: Record<string, string> = {}) {
  return runResumeGate(args, { cwd: folder, env: { REDIS_URL: "", ...env } });
}

const resultsIn = (out: string) =>
  JSON.parse(readFileSync(path.join(out, "perf-sse-live-results.json"), "utf8")) as Results;

describe("something that a run needs is missing or wrong", () => {
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

test("serve on a port that is taken: exit 4 with the port", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const ran = await resumeGate(["serve", "--redis", "binary", "--port", String(port)]);
  server.close();
  expect(ran.err).toMatch(new RegExp(`Port ${port} is taken`));
  expect(ran.code).toBe(4);
});
