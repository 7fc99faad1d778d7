// @ts-check
import { randomBytes } from "node:crypto";
import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { takeKeyringLock } from "./keyring-lock.mjs";
import { Refusal } from "./refusal.mjs";
import { stageOf } from "./rotation-stages.mjs";

/** @typedef {import("./rotation-stages.mjs").Keyring} Keyring */
/** @typedef {import("./rotation-stages.mjs").Key} Key */

/** How long another writer may hold the file, in milliseconds. It writes a few hundred bytes. */
const writeLimitMs = 5_000;

/**
 * Reads a keyring and checks it as the server does.
 *
 * @param {string} file @returns {Keyring} @throws {Refusal} exit 2; never quotes what is in the file
 */
export function readKeyring(file) {
  let text;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code !== "ENOENT") {
      throw new Refusal(
        `The keyring ${file} cannot be read: ${code}.`,
        "Run this as a user who may read and write it.",
        2,
      );
    }
    const how = "Name it with --keyring or SSE_KEYRING_FILE, as the servers have it. `npm run serve` makes one.";
    throw new Refusal(`There is no keyring ${file}.`, how, 2);
  }
  const problem = problemOf(text);
  if (problem) {
    const hint = "Servers keep the last good one until it is mended. It was not touched.";
    throw new Refusal(`The keyring ${file} is broken: ${problem}.`, hint, 2);
  }
  return JSON.parse(text);
}

/** @param {string} text @returns {string | null} what is wrong with it */
export function problemOf(text) {
  let ring;
  try {
    ring = JSON.parse(text);
  } catch {
    return "it is not JSON";
  }
  if (ring?.version !== 1 || !Array.isArray(ring.keys)) return 'it is not {"version":1,"keys":[…]}';
  for (const [place, key] of ring.keys.entries()) {
    if (typeof key?.kid !== "string" || !/^[\w.-]{1,64}$/.test(key.kid)) return `key ${place} has no usable kid`;
    if (typeof key.secret !== "string" || key.secret.length < 16)
      return `key ${key.kid} has no secret of 16 characters`;
    if (key.state !== "accept" && key.state !== "sign") return `key ${key.kid} is neither "accept" nor "sign"`;
    if (key.not_after !== undefined && !Number.isSafeInteger(key.not_after)) {
      return `the not_after of key ${key.kid} is not a time in Unix seconds`;
    }
  }
  const signing = ring.keys.filter((/** @type {Key} */ key) => key.state === "sign").length;
  if (signing !== 1) return `${signing} of its keys sign; exactly one must`;
  const kids = ring.keys.map((/** @type {Key} */ key) => key.kid);
  if (new Set(kids).size !== kids.length) return "two of its keys have the same kid";
  return ring.rotation === undefined ? null : problemOfRotation(ring.rotation);
}

/** @param {import("./rotation-stages.mjs").Rotation | null} rotation */
function problemOfRotation(rotation) {
  const { to, from, began_at, life_sec, seen_at } = rotation ?? {};
  const times = [began_at, life_sec, seen_at ?? 0];
  const fine = typeof to === "string" && typeof from === "string" && times.every(Number.isFinite);
  return fine ? null : 'its "rotation" entry is not one that this script wrote';
}

/** A fresh key, with a kid that tells when it was made. @param {readonly Key[]} others @returns {Key} */
export function newKey(others) {
  const made = Math.floor(Date.now() / 1_000);
  let kid = "";
  do kid = `k-${made}-${randomBytes(2).toString("hex")}`;
  while (others.some((key) => key.kid === kid));
  return { kid, secret: randomBytes(32).toString("base64url"), state: "sign" };
}

/**
 * Changes the file atomically: reads it again, checks that no other process has changed the rotation, and writes.
 *
 * @param {string} file
 * @param {Keyring | null} expected what the caller expects in it; null for "whatever is there"
 * @param {(ring: Keyring) => Keyring} change
 * @param {AbortSignal} signal
 * @returns {Promise<Keyring>} what is in the file now
 */
export async function updateKeyring(file, expected, change, signal) {
  const real = realpathSync(file); // the link stays, what it points at is replaced
  const what = `The keyring ${file} is being written by another process`;
  const release = await takeKeyringLock(`${real}.write.lock`, { what, limitMs: writeLimitMs, signal });
  try {
    const now = readKeyring(real);
    if (expected) checkSame(expected, now);
    const next = change(now);
    writeWhole(real, `${JSON.stringify(next, null, 2)}\n`);
    return next;
  } finally {
    release();
  }
}

/** @param {Keyring} expected @param {Keyring} now @throws {Refusal} exit 4 when another has changed the keys meanwhile */
export function checkSame(expected, now) {
  if (expected.rotation?.to === now.rotation?.to && stageOf(expected) === stageOf(now)) return;
  throw new Refusal("Another process changed the keyring in the middle of this rotation.", "See --status.", 4);
}

/**
 * Writes a file beside it and renames that, with mode 0600 and the old owner: a server reads either the old keyring or the new one.
 *
 * @param {string} file @param {string} text
 */
function writeWhole(file, text) {
  const folder = path.dirname(file);
  const prefix = `.${path.basename(file)}.`;
  const temporary = path.join(folder, `${prefix}${process.pid}.tmp`);
  try {
    // A run that was killed may have left one; it holds secrets.
    for (const name of readdirSync(folder)) {
      if (name.startsWith(prefix) && name.endsWith(".tmp")) rmSync(path.join(folder, name), { force: true });
    }
    const { uid, gid } = statSync(file);
    const handle = openSync(temporary, "wx", 0o600);
    try {
      fchmodSync(handle, 0o600);
      if (process.getuid && (uid !== process.getuid() || gid !== process.getgid?.())) fchownSync(handle, uid, gid);
      writeFileSync(handle, text);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(temporary, file);
    syncFolder(folder);
  } catch (error) {
    rmSync(temporary, { force: true });
    const { code, syscall } = /** @type {NodeJS.ErrnoException} */ (error);
    const hint =
      "It is as it was. Run this as the user to whom it belongs (or root), with room on the disk; then run it again.";
    throw new Refusal(`The keyring ${file} cannot be replaced: ${code} (${syscall}).`, hint, 4);
  }
}

/** @param {string} folder */
function syncFolder(folder) {
  try {
    const handle = openSync(folder, "r");
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch {
    // not every file system can do this; the rename is atomic in any case
  }
}
