// @ts-check
import { mkdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { Refusal } from "./refusal.mjs";

/** A lock is written right after it is made; one that still names nobody after this time never will. In milliseconds. */
const writingMs = 2_000;
/** How long clearing away a stale lock may take beyond the limit, in milliseconds. */
const clearingMs = 2_000;

/**
 * Takes a lock file that names its owner (process and host). One whose owner is gone is taken over.
 *
 * @param {string} file @param {{ what: string, limitMs: number, signal: AbortSignal }} options `what` for people
 * @returns {Promise<() => void>} gives it back
 * @throws {Refusal} exit 4 when another process holds it for longer than the limit
 */
export async function takeLock(file, { what, limitMs, signal }) {
  const start = performance.now();
  for (;;) {
    if (made(() => writeFileSync(file, `${process.pid} ${hostname()}\n`, { flag: "wx", mode: 0o600 }), file)) {
      return () => rmSync(file, { force: true });
    }
    const stale = isStale(file);
    if (stale && clear(file)) continue;
    const owner = ownerOf(file);
    // One that names nobody is being written just now, or its writer was killed in between: which of them, time tells.
    const graceMs = stale ? clearingMs : owner ? 0 : writingMs + clearingMs;
    if (performance.now() - start >= limitMs + graceMs) {
      const who = owner ? `process ${owner.pid} on ${owner.host}` : "it names nobody";
      throw new Refusal(
        `${what} (${who}).`,
        `Wait for it, or stop it. If there is none: rm -rf ${file} ${file}.clearing`,
        4,
      );
    }
    await sleep(50, undefined, { signal });
  }
}

/** @param {string} file @returns {{ pid: number, host: string } | null} null when there is none that can be read */
export function ownerOf(file) {
  try {
    const [pid, host] = readFileSync(file, "utf8").trim().split(" ");
    return Number(pid) > 0 && host ? { pid: Number(pid), host } : null;
  } catch {
    return null;
  }
}

/** @param {string} file */
function isStale(file) {
  const owner = ownerOf(file);
  if (owner) return isGone(owner);
  const modified = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  return modified !== undefined && Date.now() - modified > writingMs;
}

/**
 * Only for a process of this host can it be known; one with our own number is an earlier life of the same container.
 *
 * @param {{ pid: number, host: string }} owner
 */
export function isGone({ pid, host }) {
  if (host !== hostname()) return false;
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "ESRCH";
  }
}

/** Removes a stale lock. Only one process may at a time, and it looks again: the lock may be another's by now. */
function clear(/** @type {string} */ file) {
  const guard = `${file}.clearing`;
  if (!made(() => mkdirSync(guard), file)) return false;
  try {
    if (isStale(file)) rmSync(file, { force: true });
  } finally {
    rmdirSync(guard);
  }
  return true;
}

/** Whether it could be made; false when it is there already. @param {() => void} make @param {string} file */
function made(make, file) {
  try {
    make();
    return true;
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === "EEXIST") return false;
    throw new Refusal(`Cannot write ${file}: ${code}.`, "Run this as a user who may write in the keyring's folder.", 4);
  }
}
