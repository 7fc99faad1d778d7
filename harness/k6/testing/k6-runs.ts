import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Results } from "../../gate/results.ts";
import { root } from "../../run/environment.ts";

const k6 = process.env.RESUME_GATE_K6 || "k6";
const noK6 = answers(k6, "version") ? "" : `no k6 ("${k6}"): go install go.k6.io/k6@v1.8.1`;
const noRedis = answers("redis-server", "--version") ? "" : "no redis-server on the PATH";
/** Why k6 cannot be run here; empty when it can. */
export const reason = noK6 || noRedis;

export const load = ["baseline", "--redis", "binary", "--streams", "27", "--duration", "3s", "--seed", "7"];

function answers(program: string, argument: string): boolean {
  try {
    execFileSync(program, [argument], { stdio: "ignore", timeout: 20_000 });
    return true;
  } catch {
    return false;
  }
}

/** The program as a user starts it, in this folder. */
export async function resumeGateIn(folder: string, args: readonly string[], env: Record<string, string> = {}) {
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

export const resultsIn = (folder: string, file: string) =>
  JSON.parse(readFileSync(path.join(folder, file), "utf8")) as Results;
