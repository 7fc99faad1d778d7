// @ts-check
import { LockHeld, takeLock } from "../../harness/lock-file.mjs";
import { Refusal } from "./refusal.mjs";

/**
 * Takes a lock beside a keyring.
 *
 * @param {string} file @param {{ what: string, limitMs: number, signal: AbortSignal }} options `what` for people
 * @returns {Promise<() => void>} gives it back
 * @throws {Refusal} exit 4 when another process holds it for longer than the limit, or it cannot be written
 */
export async function takeKeyringLock(file, { what, limitMs, signal }) {
  try {
    return await takeLock(file, { limitMs, signal });
  } catch (error) {
    if (signal.aborted) throw error;
    if (error instanceof LockHeld) {
      const { owner } = error;
      const who = owner ? `process ${owner.pid} on ${owner.host}` : "it names nobody";
      const hint = `Wait for it, or stop it. If there is none: rm -rf ${file} ${file}.clearing`;
      throw new Refusal(`${what} (${who}).`, hint, 4);
    }
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    throw new Refusal(`Cannot write ${file}: ${code}.`, "Run this as a user who may write in the keyring's folder.", 4);
  }
}
