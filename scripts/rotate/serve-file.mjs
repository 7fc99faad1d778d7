// @ts-check
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const serveFile = path.join(root, ".resume-gate", "serve.json");

/**
 * What the running `npm run serve` wrote about itself.
 *
 * @param {string} [file]
 * @returns {{ keyringFile: string, redisUrl: string | null } | null} null when none runs
 */
export function readServe(file = serveFile) {
  try {
    const { keyringFile, redisUrl, pid } = JSON.parse(readFileSync(file, "utf8"));
    if (typeof keyringFile !== "string") return null;
    process.kill(pid, 0);
    return { keyringFile, redisUrl: typeof redisUrl === "string" ? redisUrl : null };
  } catch {
    return null; // there is no such file, or its process is gone
  }
}
