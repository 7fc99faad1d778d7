import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import type { Settings } from "../settings.ts";
import type { SigningKey } from "./token.ts";

export interface KeyringKey extends SigningKey {
  readonly state: "accept" | "sign";
  /** Unix seconds; no longer accepted after it. */
  readonly not_after?: number;
}

/** The keys that sign and verify tokens. */
export interface Keyring {
  signing(): SigningKey;
  /** All keys that verify at this moment (Unix seconds). */
  accepted(now: number): readonly SigningKey[];
  /** For `/healthz`: never a secret. */
  list(): readonly { kid: string; state: "accept" | "sign" }[];
  close(): void;
}

/** How often a keyring file is checked, in milliseconds: only a stat, while it does not change. */
const lookEveryMs = 250;

/** @returns null when no secret is configured; @throws Error when the keyring file cannot be used at the start */
export function openKeyring(settings: Settings, warn: (text: string) => void): Keyring | null {
  const extra = settings.acceptedSecrets.map((secret): KeyringKey => ({ kid: kidOf(secret), secret, state: "accept" }));
  if (settings.keyringFile) return fileKeyring(settings.keyringFile, extra, warn);
  if (!settings.signingSecret) return null;
  const own: KeyringKey = { kid: kidOf(settings.signingSecret), secret: settings.signingSecret, state: "sign" };
  const others = extra.filter((key) => key.kid !== own.kid);
  return { ...view(() => [own, ...others]), close() {} };
}

function fileKeyring(file: string, extra: readonly KeyringKey[], warn: (text: string) => void): Keyring {
  let seen = stamp(file); // before it is read: if it is replaced in between, it is read once more
  let keys = parseKeyring(readFileSync(file, "utf8"));
  if ((statSync(file).mode & 0o077) !== 0) warn(`The keyring ${file} can be read by others; its mode should be 0600.`);
  const timer = setInterval(() => {
    const now = stamp(file);
    if (now === seen) return;
    seen = now;
    try {
      keys = parseKeyring(readFileSync(file, "utf8"));
    } catch (error) {
      warn(`The keyring ${file} cannot be used, the last good one stays: ${(error as Error).message}`);
    }
  }, lookEveryMs);
  timer.unref();
  return { ...view(() => [...keys, ...extra]), close: () => clearInterval(timer) };
}

function stamp(file: string): string {
  try {
    const { mtimeMs, size, ino } = statSync(file);
    return `${mtimeMs}/${size}/${ino}`;
  } catch {
    return "missing";
  }
}

function view(keys: () => readonly KeyringKey[]): Omit<Keyring, "close"> {
  return {
    signing() {
      return keys().find((key) => key.state === "sign") as KeyringKey;
    },
    accepted(now) {
      return keys().filter((key) => key.not_after === undefined || now <= key.not_after);
    },
    list() {
      return keys().map(({ kid, state }) => ({ kid, state }));
    },
  };
}

/** @throws Error that says what is wrong with it, and never quotes a secret */
export function parseKeyring(text: string): readonly KeyringKey[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error("it is not JSON.");
  }
  const { version, keys } = (value ?? {}) as { version?: unknown; keys?: unknown };
  if (version !== 1 || !Array.isArray(keys)) throw new Error('it is not {"version":1,"keys":[…]}.');
  const read = keys.map(readKey);
  const signing = read.filter((key) => key.state === "sign").length;
  if (signing !== 1) throw new Error(`${signing} of its keys sign; exactly one must.`);
  if (new Set(read.map((key) => key.kid)).size !== read.length) throw new Error("two of its keys have the same kid.");
  return read;
}

function readKey(value: unknown, place: number): KeyringKey {
  const { kid, secret, state, not_after } = (value ?? {}) as Record<string, unknown>;
  if (typeof kid !== "string" || !/^[\w.-]{1,64}$/.test(kid)) throw new Error(`key ${place} has no usable kid.`);
  if (typeof secret !== "string" || secret.length < 16) throw new Error(`key "${kid}" has no secret of 16 characters.`);
  if (state !== "accept" && state !== "sign") throw new Error(`key "${kid}" is neither "accept" nor "sign".`);
  if (not_after !== undefined && !Number.isSafeInteger(not_after))
    throw new Error(`key "${kid}": not_after is not a time.`);
  return { kid, secret, state, ...(not_after === undefined ? {} : { not_after: not_after as number }) };
}

/** A name for a secret that reveals nothing about it. */
function kidOf(secret: string): string {
  return `env-${createHash("sha256").update(`resume-gate kid:${secret}`).digest("hex").slice(0, 8)}`;
}
