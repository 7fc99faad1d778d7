import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { root } from "../../run/environment.ts";

const run = promisify(execFile);

test.each([
  { args: ["explore", "--plan", "x", "--json"], says: "--json has no effect with --plan, which is one stored plan." },
  {
    args: ["explore", "--plan", "x", "--out", "y"],
    says: "--out has no effect with --plan, which is one stored plan.",
  },
  { args: ["selftest", "--plan", "x", "--json"], says: "--json has no effect with --plan, which is one stored plan." },
  { args: ["client", "--command", "true", "--wait", "9s"], says: "--wait has no effect without --listen." },
  { args: ["client", "--command", "true", "--must-spread"], says: "--must-spread has no effect without --clients." },
  { args: ["init", "http://127.0.0.1:1/", "--out", "nowhere/x.ts"], says: "Cannot write to nowhere/x.ts: ENOENT." },
])("$args is refused before anything is done", async ({ args, says }) => {
  const all = [path.join(root, "harness/cli/bin.mjs"), ...args];
  const ended = await run(process.execPath, all, { timeout: 60_000 }).catch((error: unknown) => error);
  expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining(says) });
});
