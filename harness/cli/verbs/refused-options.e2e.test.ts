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
  { args: ["datadog", "push", "--outbox", "/proc/x/y"], says: "Cannot write to /proc/x/y: ENOENT." },
  {
    args: [
      "k6",
      "prepare",
      "--target",
      "http://127.0.0.1:1/",
      "--processes",
      "1",
      "--streams",
      "9",
      "--out",
      "/proc/x/y",
    ],
    says: "Cannot write to /proc/x/y: ENOENT.",
  },
  {
    args: ["k6", "collect", "package.json", "--job", "package.json", "--out", "/proc/x/y"],
    says: "Cannot write to /proc/x/y: ENOENT.",
  },
])("$args is refused before anything is done", async ({ args, says }) => {
  const all = [path.join(root, "harness/cli/bin.mjs"), ...args];
  const ended = await run(process.execPath, all, { cwd: root, timeout: 20_000 }).catch((error: unknown) => error);
  expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining(says) });
});
