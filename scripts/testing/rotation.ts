import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { until } from "../../reference-server/testing/until.ts";
import type { Key, Keyring } from "../rotate/rotation-stages.mjs";

const script = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../rotate-hmac.mjs");
/** No run of these tests takes longer, in milliseconds. */
const limitMs = 40_000;

/** A keyring in a folder of its own. */
export interface TestKeyring {
  readonly file: string;
  text(): string;
  ring(): Keyring;
  /** "kid state" of each key. */
  states(): string[];
  secrets(): string[];
  /** What lies in its folder: only the keyring, when all went well. */
  files(): string[];
  remove(): void;
}

export const oldKey: Key = { kid: "k-old", secret: "the-old-secret-of-the-tests", state: "sign" };

export function makeKeyring(keys: readonly Key[] = [oldKey]): TestKeyring {
  const folder = mkdtempSync(path.join(tmpdir(), "rotate-hmac-"));
  const file = path.join(folder, "keyring.json");
  writeFileSync(file, JSON.stringify({ version: 1, keys }), { mode: 0o600 });
  const ring = () => JSON.parse(readFileSync(file, "utf8")) as Keyring;
  return {
    file,
    text: () => readFileSync(file, "utf8"),
    ring,
    states: () => ring().keys.map(({ kid, state }) => `${kid} ${state}`),
    secrets: () => ring().keys.map(({ secret }) => secret),
    files: () => readdirSync(folder),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A run of the script, as an operator would start it. */
export interface Run {
  output(): string;
  /** Waits until it has printed that. */
  untilSays(text: string | RegExp): Promise<void>;
  signal(name: NodeJS.Signals): void;
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

/** The test's own environment stays outside: only what is given counts. */
export function rotate(args: readonly string[], env: Readonly<Record<string, string>> = {}): Run {
  const { PATH = "" } = process.env;
  const child = spawn(process.execPath, [script, ...args], {
    env: { PATH, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const limit = setTimeout(() => child.kill("SIGKILL"), limitMs);
  let over = false;
  const ended = once(child, "close").then(([code, signal]) => {
    clearTimeout(limit);
    over = true;
    return (code ?? signal) as number | NodeJS.Signals;
  });
  return {
    output: () => output,
    async untilSays(text) {
      await until(`"${text}" in the output`, () => over || output.search(text) >= 0, 20_000);
      if (output.search(text) < 0) throw new Error(`It ended without saying "${text}":\n${output}`);
    },
    signal: (name) => void child.kill(name),
    ended,
  };
}
