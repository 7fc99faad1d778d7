import path from "node:path";
import { LockHeld, takeLock } from "../../harness/lock-file.mjs";

/**
 * Keeps other processes out of a folder while `action` runs: two pushes at once would send the same runs.
 *
 * @returns what `action` gives, or the process that holds the folder
 */
export async function withFolderLock<Answer>(
  folder: string,
  action: () => Promise<Answer>,
): Promise<{ readonly answer: Answer } | { readonly heldBy: number }> {
  let release: () => void;
  try {
    release = await takeLock(path.join(folder, ".lock"), { limitMs: 0 });
  } catch (error) {
    if (error instanceof LockHeld) return { heldBy: error.owner?.pid ?? 0 };
    throw error;
  }
  try {
    return { answer: await action() };
  } finally {
    release();
  }
}
