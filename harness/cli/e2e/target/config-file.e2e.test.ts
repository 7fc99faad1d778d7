import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ListeningServer } from "../../testing/listen-on-loopback.ts";
import { runWithFiles, secret, startTargetWithKey } from "../../testing/target-with-key.ts";

let folder = "";
let server: ListeningServer;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "resume-gate-config-"));
  server = await startTargetWithKey();
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const config = (more = "") => `import { defineConfig, env, stream } from "resume-gate";
export default defineConfig({
  target: "${server.url}",
  headers: { Authorization: \`Bearer \${env("TEST_KEY")}\` },
  with: { tenant: "acme" },
  streams: 40,
  duration: "2s",
  protocol: stream({
    open: { get: "/{tenant}/events" },
    cursor: { from: "id", send: { header: "Last-Event-ID" } },
    end: [{ event: "done" }],
    proof: [{ number: "id", from: 1 }],
  }),${more}
});
`;
const key = { TEST_KEY: secret };

describe("resume-gate.config.ts", () => {
  test("is all that `run` needs; the key stands in nothing that is written or printed", async () => {
    const cwd = path.join(folder, "whole");
    const files = { "resume-gate.config.ts": config() };
    const { text, results } = await runWithFiles({ cwd, files, args: ["run", "baseline"], env: key });
    expect(text).not.toContain("Warning");
    expect(results?.summary).toMatchObject({ streams_started: 40, lost: 0, duplicated: 0 });
    expect(results?.summary.events_received).toBeGreaterThan(400);
    expect(results?.command?.config).toBe("resume-gate.config.ts");
    const left = readdirSync(cwd, { recursive: true, encoding: "utf8" }).filter((file) => file.includes("."));
    const holding = left.filter((file) => readFileSync(path.join(cwd, file)).includes(secret));
    expect(holding).toEqual([]);
    expect(text).not.toContain(secret);

    const again = await runWithFiles({ cwd, args: ["reproduce", "perf-sse-live-results.json", "--print"], env: key });
    expect(again.text).toContain("--config resume-gate.config.ts");
  });

  test("is found in a folder above, and the command line overrides it", async () => {
    writeFileSync(path.join(folder, "resume-gate.config.mts"), config());
    const { results } = await runWithFiles({
      cwd: path.join(folder, "inner/deep"),
      args: ["run", "--rows", "cut", "--streams", "7"],
      env: key,
    });
    rmSync(path.join(folder, "resume-gate.config.mts"));
    expect(results?.summary.streams_started).toBeLessThan(12);
  });

  test.each([
    {
      claim: "a variable that is not set",
      files: () => ({ "resume-gate.config.ts": config() }),
      env: {},
      says: /environment variable TEST_KEY is not set/,
    },
    {
      claim: "an unknown field",
      files: () => ({ "resume-gate.config.ts": config("\n  strems: 3,") }),
      says: /no field "strems"[\s\S]*"streams"/,
    },
    {
      claim: "a syntax error",
      files: () => ({ "resume-gate.config.ts": "export default {" }),
      says: /cannot be loaded/,
    },
    {
      claim: "a name that nothing fills",
      files: () => ({ "resume-gate.config.ts": config().replace("{tenant}", "{tenat}") }),
      says: /uses \{tenat\}/,
    },
    {
      claim: "a value that nothing uses",
      files: () => ({ "resume-gate.config.ts": config() }),
      args: ["--with", "tenat=x"],
      says: /--with tenat has no effect[\s\S]*"tenant"/,
    },
  ])("refused with exit 2: $claim", async ({ claim, files, env = key, args = [], says }) => {
    const { code, text, results } = await runWithFiles({
      cwd: path.join(folder, claim.replaceAll(" ", "-")),
      files: files(),
      args: ["run", ...args],
      env,
    });
    expect(text).toMatch(says);
    expect(text).not.toContain(secret);
    expect(code).toBe(2);
    expect(results).toBeNull();
  });
});
