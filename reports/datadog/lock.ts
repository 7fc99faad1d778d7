import { closeSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import path from "node:path";

/**
 * Keeps a second process out of a folder while `action` runs: two pushes at once would send the same runs. A lock whose owner
 * is gone is taken over.
 *
 * @returns what `action` gives, or the process that holds the folder
 */
export async function alone<Answer>(
  folder: string,
  action: () => Promise<Answer>,
): Promise<{ readonly answer: Answer } | { readonly heldBy: number }> {
  const file = path.join(folder, ".lock");
  for (let tried = 1; !take(file); tried++) {
    const owner = ownerOf(file);
    if (owner !== null && (tried > 1 || isAlive(owner))) return { heldBy: owner };
    rmSync(file, { force: true });
    if (tried > 3) return { heldBy: owner ?? 0 };
  }
  try {
    return { answer: await action() };
  } finally {
    rmSync(file, { force: true });
  }
}

/** @returns false when it is there already */
function take(file: string): boolean {
  try {
    const open = openSync(file, "wx");
    writeSync(open, String(process.pid));
    closeSync(open);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function ownerOf(file: string): number | null {
  try {
    const owner = Number(readFileSync(file, "utf8"));
    return Number.isInteger(owner) && owner > 0 ? owner : null;
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
