import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { validateResults } from "../../../reports/validate-results.ts";
import { verdictWord } from "../../../reports/wording/row-words.ts";
import type { Results } from "../../gate/results.ts";
import { root } from "../../run/environment.ts";

export const byId = {
  create: { post: "/runs", json: { marker: "{marker}" }, take: { run: "/id" } },
  open: { get: "/runs/{run}" },
  cursor: { from: "id", send: { header: "Last-Event-ID" } },
  end: [{ event: "done" }],
  proof: [{ number: "/n", from: 1 }, { marker: "/m" }],
};
export const since = { ...byId, cursor: { from: { data: "/n" }, send: { query: "since" } } };

const byNode = (file: string) => `'${process.execPath}' '${file}'`;
const server = byNode(path.join(import.meta.dirname, "command-server.mjs"));
/** As a command of its own; it needs REDIS_URL and SSE_RESUME_SECRET. */
export const referenceServer = byNode(path.join(root, "reference-server/main.ts"));

export interface CommandRun {
  /** Of its own: the results go there. */
  readonly out: string;
  /** Null: the contract's own protocol. */
  readonly way?: object | null;
  /** Absent: the server beside this file. */
  readonly command?: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts a run whose target is a command. */
export function startCommand({ out, way = byId, command = server, args, env = {} }: CommandRun) {
  if (way) writeFileSync(`${out}.json`, JSON.stringify(way));
  const speaks = way ? ["--protocol", `${out}.json`] : [];
  const given = Object.entries({ ...env, OUT: out }).flatMap(([name, value]) => ["--env", `${name}=${value}`]);
  const own = ["run", "--command", command, ...speaks, "--seed", "5", "--out", out, ...given, ...args];
  return spawn(process.execPath, [path.join(root, "harness/cli/bin.mjs"), ...own], {
    cwd: path.dirname(out),
    env: { ...process.env, CI: "1" },
    stdio: ["ignore", "ignore", "pipe"],
  });
}

export async function runCommand(options: CommandRun) {
  const { out } = options;
  const child = startCommand(options);
  let err = "";
  child.stderr.on("data", (bytes: Buffer) => (err += bytes.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  const results = JSON.parse(readFileSync(path.join(out, "perf-sse-live-results.json"), "utf8")) as Results;
  const problems = validateResults(results);
  if (problems.length > 0) throw new Error(`${problems.join("; ")}\n${err}`);
  const verdicts = Object.fromEntries(results.scenarios.map((row) => [row.name, verdictWord(row)]));
  const log = readFileSync(path.join(out, "resume-gate-out/logs/target.log"), "utf8");
  return { code, err, results, verdicts, log, servers: serversOf(out) };
}

/** Processes of this run's target that still run. */
export function serversOf(out: string): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const isServer = readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("command-server.mjs");
        return isServer && readFileSync(`/proc/${pid}/environ`, "utf8").includes(`OUT=${out}`);
      } catch {
        return false;
      }
    });
}
