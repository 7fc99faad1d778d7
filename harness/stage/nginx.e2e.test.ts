import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { startNginx } from "./nginx.ts";

const { PATH } = process.env;
const folder = mkdtempSync(path.join(tmpdir(), "resume-gate-no-nginx-"));
afterEach(() => {
  process.env.PATH = PATH;
  rmSync(folder, { recursive: true, force: true });
});

test("an nginx that disappears between the check and the start is refused at once", async () => {
  writeFileSync(path.join(folder, "nginx"), '#!/bin/sh\n/bin/rm "$0"\n', { mode: 0o755 });
  process.env.PATH = folder;
  const asked = performance.now();
  const front = { kind: "nginx", readTimeoutSec: 2, ignoreHeaders: false } as const;
  const started = startNginx(front, new URL("http://127.0.0.1:1"), new AbortController().signal);
  await expect(started).rejects.toThrow(/nginx: spawn nginx ENOENT/);
  expect(performance.now() - asked).toBeLessThan(5_000);
});
