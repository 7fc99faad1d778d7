import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Environment } from "../history/run-info.ts";

/** The project's folder. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/** What a reader of the results needs to compare two runs. */
export async function describeEnvironment(redis: string, target: string): Promise<Environment> {
  const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as { version: string };
  return {
    node: process.version,
    harness: version,
    platform: `${process.platform} ${process.arch}`,
    cores: availableParallelism(),
    redis,
    target,
    gitCommit: await gitCommit(),
  };
}

async function gitCommit(): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)("git", ["rev-parse", "HEAD"], { cwd: root, timeout: 2_000 });
    return stdout.trim() || null;
  } catch {
    return process.env.GITHUB_SHA ?? null;
  }
}
