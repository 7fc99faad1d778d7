// @ts-check
import { mkdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

/** A lock is written right after it is made; one that still names nobody after this time never will. In milliseconds. */
const writingMs = 2_000;
/** How long clearing away a stale lock may take beyond the limit, in milliseconds. */
const clearingMs = 2_000;

/** Locks of this process: a file that names it and is none of them was written by an earlier life of the same container. */
const mine = new Set();

/** Another process has the lock. */
export class LockHeld extends Error {
  /** @param {string} file @param {{ pid: number, host: string } | null} owner null when the file names nobody */
  constructor(file, owner) {
    super(`${file} is held by ${owner ? `process ${owner.pid} on ${owner.host}` : "nobody that it names"}.`);
    this.owner = owner;
  }
}

/**
 * Takes a lock file that names its owner (process and host). One whose owner is gone is taken over.
 *
 * @param {string} file @param {{ limitMs: number, signal?: AbortSignal }} options
 * @returns {Promise<() => void>} gives it back
 * @throws {LockHeld} when another process holds it for longer than the limit; the file system's own errors
 */
export async function takeLock(file, { limitMs, signal }) {
  const start = performance.now();
  for (;;) {
    if (made(() => writeFileSync(file, `${process.pid} ${hostname()}\n`, { flag: "wx", mode: 0o600 }))) {
      mine.add(file);
      return () => {
        rmSync(file, { force: true });
        mine.delete(file);
      };
    }
    const stale = isStale(file);
    if (stale && clear(file)) continue;
    const owner = ownerOf(file);
    // One that names nobody is being written just now, or its writer was killed in between: which of them, time tells.
    const graceMs = stale ? clearingMs : owner ? 0 : writingMs + clearingMs;
    if (performance.now() - start >= limitMs + graceMs) throw new LockHeld(file, owner);
    await sleep(50, undefined, signal ? { signal } : {});
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
  if (owner) return isGone(owner, file);
  const modified = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  return modified !== undefined && Date.now() - modified > writingMs;
}

/**
 * Whether the owner of a lock file is gone. Only for a process of this host can it be known.
 *
 * @param {{ pid: number, host: string }} owner @param {string} file
 */
export function isGone({ pid, host }, file) {
  if (host !== hostname()) return false;
  if (pid === process.pid) return !mine.has(file);
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
  if (!made(() => mkdirSync(guard))) return false;
  try {
    if (isStale(file)) rmSync(file, { force: true });
  } finally {
    rmdirSync(guard);
  }
  return true;
}

/** Whether it could be made; false when it is there already. @param {() => void} make */
function made(make) {
  try {
    make();
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  }
}
