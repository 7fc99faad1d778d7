import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { root } from "../../run/environment.ts";

const run = promisify(execFile);
const list = `"${process.execPath}" "${path.join(root, "harness/cli/bin.mjs")}" list --json`;

/** What a shell says of a command: its last line, and what went to standard error. */
async function shell(command: string): Promise<{ out: string; err: string }> {
  const { stdout, stderr } = await run("/bin/bash", ["-c", command], { timeout: 60_000 });
  return { out: stdout.trim(), err: stderr };
}

describe("a command whose output cannot be written", () => {
  test("ends as it would have, without a word, when its reader is gone", async () => {
    expect(await shell(`${list} | head -c 10 >/dev/null; echo "$\{PIPESTATUS[0]}"`)).toEqual({ out: "0", err: "" });
  });

  test.skipIf(process.platform !== "linux")(
    "says so in one sentence when the disk is full, and exits with 3",
    async () => {
      expect(await shell(`${list} >/dev/full; echo $?`)).toEqual({
        out: "3",
        err: "Standard output could not be written: ENOSPC.\n",
      });
    },
  );
});
