import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import path from "node:path";
import type { Results } from "../../gate/results.ts";
import { type ListeningServer, listenOnLoopback } from "./listen-on-loopback.ts";
import { runResumeGate } from "./run-resume-gate.ts";

/** What a client of the target has to send as its bearer token. */
export const secret = "s3cret-of-the-test";

/** A stream of twelve numbered events at /acme/events, for clients with the key. */
const twelveEvents: RequestListener = ({ headers, url }, response) => {
  if (headers.authorization !== `Bearer ${secret}`) return response.writeHead(401).end();
  if (!url?.startsWith("/acme/")) return response.writeHead(404).end();
  const after = Number(headers["last-event-id"] ?? 0) || 0;
  response.writeHead(200, { "content-type": "text/event-stream" });
  let n = after;
  const timer = setInterval(() => {
    n++;
    if (n > 12) return response.end();
    response.write(`id: ${n}\nevent: ${n === 12 ? "done" : "part"}\ndata: {"n":${n}}\n\n`);
  }, 10);
  response.on("close", () => clearInterval(timer));
};

export function startTargetWithKey(): Promise<ListeningServer> {
  return listenOnLoopback(createServer(twelveEvents));
}

/** The arguments of a small run of the target, and more of them. */
export function smallRun(target: string, ...more: readonly string[]): string[] {
  const header = ["--header", `Authorization: Bearer ${secret}`];
  return ["run", "baseline", "--target", target, ...header, "--streams", "30", ...more];
}

interface FilesRun {
  /** A folder of its own, which is made. */
  readonly cwd: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs the command line in a folder that holds these files. */
export async function runWithFiles({ cwd, files = {}, args, env = {} }: FilesRun) {
  mkdirSync(cwd, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(cwd, file), text);
  const { code, text } = await runResumeGate(args, { cwd, env });
  const file = path.join(cwd, "perf-sse-live-results.json");
  const results = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Results) : null;
  return { code, text, results };
}
