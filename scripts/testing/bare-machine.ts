import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  accessSync,
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const script = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../prepare.sh");

/** All tools that prepare.sh may use. Everything else, such as a package manager or Docker, is added by the test. */
const tools = "sh cat cmp cp mv rm mkdir rmdir find grep tail head timeout id mktemp dirname sleep env touch ln".split(
  " ",
);

/** A checkout with nothing installed, on a machine that has only a few tools. */
export interface BareMachine {
  readonly root: string;
  /** Puts a program on the PATH: the lines of a shell script. It may count on the same tools. */
  program(name: string, ...lines: string[]): void;
  /** How often the programs have written this line with `echo … >>"$LOG"`. */
  logged(line: string): number;
  file(name: string): string;
  has(name: string): boolean;
  /** Runs prepare.sh; without REDIS_URL or standard input. */
  prepare(args?: readonly string[], env?: Readonly<Record<string, string>>): Preparing;
  remove(): void;
}

interface Preparing {
  readonly ended: Promise<{ code: number | null; said: string }>;
  signal(name: NodeJS.Signals): void;
}

export function makeBareMachine(): BareMachine {
  const base = mkdtempSync(path.join(tmpdir(), "prepare-"));
  const root = path.join(base, "checkout");
  const bin = path.join(base, "bin");
  const log = path.join(base, "log");
  for (const folder of [bin, path.join(root, "scripts")]) mkdirSync(folder, { recursive: true });
  copyFileSync(script, path.join(root, "scripts/prepare.sh"));
  writeFileSync(path.join(root, "package-lock.json"), '{"lockfileVersion":3}\n');
  writeFileSync(log, "");
  for (const tool of tools) symlinkSync(where(tool), path.join(bin, tool));
  return {
    root,
    program(name, ...lines) {
      rmSync(path.join(bin, name), { force: true });
      writeFileSync(path.join(bin, name), ["#!/bin/sh", ...lines, ""].join("\n"));
      chmodSync(path.join(bin, name), 0o755);
    },
    logged: (line) =>
      readFileSync(log, "utf8")
        .split("\n")
        .filter((each) => each === line).length,
    file: (name) => path.join(root, name),
    has: (name) => existsSync(path.join(root, name)),
    prepare(args = [], env = {}) {
      const child = spawn(path.join(bin, "sh"), ["scripts/prepare.sh", ...args], {
        cwd: root,
        env: { PATH: bin, BIN: bin, LOG: log, NODE: process.execPath, TMPDIR: base, ...env },
        stdio: ["ignore", "pipe", "pipe"],
      });
      let said = "";
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding("utf8").on("data", (text: string) => {
          said += text;
        });
      }
      const ended = once(child, "close").then(([code]) => ({ code: code as number | null, said }));
      return { ended, signal: (name) => void child.kill(name) };
    },
    remove: () => rmSync(base, { recursive: true, force: true }),
  };
}

function where(tool: string): string {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  const found = folders.map((folder) => path.join(folder, tool)).find(isExecutable);
  if (!found) throw new Error(`There is no ${tool} on the PATH.`);
  return found;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
