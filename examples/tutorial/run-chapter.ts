import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Results } from "../../harness/gate/results.ts";
import { verdictWord } from "../../reports/wording/row-words.ts";
import type { Chapter } from "./chapters.ts";

const root = path.join(import.meta.dirname, "../..");

/** Types a chapter's command, but for the folder of its results. */
export async function runChapter({ command }: Pick<Chapter, "command">) {
  const out = mkdtempSync(path.join(tmpdir(), "resume-gate-tutorial-"));
  try {
    const typed = command.replace("npx --no-install resume-gate", "node harness/cli/bin.mjs");
    const child = spawn("/bin/sh", ["-c", `${typed} --quiet --out '${out}'`], {
      cwd: root,
      env: { ...process.env, CI: "1", PATH: `${path.dirname(process.execPath)}:${process.env.PATH}` },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let err = "";
    child.stderr.on("data", (bytes: Buffer) => (err += bytes.toString()));
    const [exitCode] = (await once(child, "close")) as [number | null];
    const results = JSON.parse(readFileSync(path.join(out, "perf-sse-live-results.json"), "utf8")) as Results;
    const verdicts = Object.fromEntries(results.scenarios.map((row) => [row.name, verdictWord(row)]));
    return { exitCode, verdicts, reasons: results.reasons, err };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}
