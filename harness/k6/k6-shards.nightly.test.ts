import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Results } from "../gate/results.ts";

const root = path.resolve(import.meta.dirname, "..", "..");
const k6 = process.env.RESUME_GATE_K6 || "k6";
const noK6 = answers(k6, "version") ? "" : `no k6 ("${k6}"): go install go.k6.io/k6@v1.8.1`;
const noRedis = answers("redis-server", "--version") ? "" : "no redis-server on the PATH";
const reason = noK6 || noRedis;

function answers(program: string, argument: string): boolean {
  try {
    execFileSync(program, [argument], { stdio: "ignore", timeout: 20_000 });
    return true;
  } catch {
    return false;
  }
}

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "resume-gate-k6-test-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function resumeGate(args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [path.join(root, "harness/cli/bin.mjs"), ...args], {
    cwd: folder,
    env: { ...process.env, CI: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 100_000,
  });
  let out = "";
  let err = "";
  child.stdout.on("data", (bytes: Buffer) => (out += bytes.toString()));
  child.stderr.on("data", (bytes: Buffer) => (err += bytes.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, out, err };
}

const results = (file: string) => JSON.parse(readFileSync(path.join(folder, file), "utf8")) as Results;
const load = ["baseline", "--redis", "binary", "--streams", "27", "--duration", "3s", "--seed", "7"];

describe.skipIf(reason !== "")(`with k6${reason && ` (skipped: ${reason})`}`, () => {
  test("shards of our own engine and of k6 join to the same streams", { timeout: 220_000 }, async () => {
    const counts: number[][] = [];
    for (const engine of ["own", "k6"]) {
      const files: string[] = [];
      for (const part of ["1/2", "2/2"]) {
        const out = `${engine}-${part[0]}`;
        await resumeGate(["run", ...load, "--engine", engine, "--shard", part, "--out", out]);
        const histories = `${out}/resume-gate-out/histories`;
        files.push(...readdirSync(path.join(folder, histories)).map((name) => `${histories}/${name}`));
      }
      expect((await resumeGate(["merge", files[0] as string, "--out", "x.ndjson"])).err).toContain("missing are 2/2");
      expect(await resumeGate(["merge", ...files, "--out", `${engine}.ndjson`])).toMatchObject({ code: 0 });
      await resumeGate(["check", `${engine}.ndjson`, "--out", `${engine}.json`]);
      const { summary } = results(`${engine}.json`);
      counts.push([summary.streams_started, summary.streams_completed, summary.lost, summary.duplicated]);
    }
    expect(counts[0]).toEqual(counts[1]);
    expect(counts[0]?.[0]).toBe(27);
  });
});
