import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { Command } from "commander";
import { startChild } from "../../child.ts";
import { errors, RefusalError } from "../../errors.ts";
import { requirePeers } from "../../peers.ts";
import type { BreakableRedis } from "../../redis/breakable-redis.ts";
import { detectRedis } from "../../redis/detect-redis.ts";
import { root } from "../../run/environment.ts";
import { redisChoice, wholeNumber } from "../options/arguments.ts";
import { untilSignal } from "../output/until-signal.ts";

interface ServeOptions {
  readonly port: number;
  readonly redis: string;
}

/** `resume-gate serve`: the reference server with a Redis of its own, to try things by hand and to rehearse the runbook. */
export function serveVerb(): Command {
  return new Command("serve")
    .description("start the reference server with a Redis, and say how to try it")
    .option("--port <number>", "the port; 0 takes any free one", wholeNumber(0, 65_535), 3000)
    .option("--redis <how>", "which Redis to use: auto, container, binary, or a redis:// URL", redisChoice, "auto")
    .action(serve);
}

async function serve({ port, redis: choice }: ServeOptions): Promise<void> {
  const { signal, release } = untilSignal();
  let redis: BreakableRedis | null = null;
  const folder = path.join(root, ".resume-gate");
  const serveFile = path.join(folder, "serve.json");
  try {
    requirePeers("server");
    const provider = await detectRedis(choice, process.env);
    redis = await provider.start({ signal });
    const keyringFile = process.env.SSE_KEYRING_FILE ?? path.join(folder, "keyring.json");
    await mkdir(folder, { recursive: true });
    await ensureKeyring(keyringFile);
    const redisUrl = redis.url;
    const print = patientPrinter();
    const onLine = (line: string) => {
      print(line);
      const url = readyUrl(line);
      if (!url) return;
      const seen = { instances: [url], redisUrl, keyringFile, pid: child.pid };
      void writeFile(serveFile, JSON.stringify(seen), { mode: 0o600 });
      process.stderr.write(howToTry(url));
    };
    const child = startChild(process.execPath, [`reference-server/main${path.extname(import.meta.filename)}`], {
      cwd: root,
      env: {
        SHUTDOWN_GRACE_SEC: "2", // nobody wants to wait 20 s for a server that is tried by hand
        ...process.env,
        PORT: String(port),
        REDIS_URL: redisUrl,
        SSE_KEYRING_FILE: keyringFile,
        RESUME_GATE_PARENT_STDIN: "1",
      },
      stdin: "pipe",
      stderr: "inherit",
      onLine,
    });
    const stop = () => child.signal("SIGTERM");
    signal.addEventListener("abort", stop, { once: true });
    const { code } = await child.closed;
    if (code !== 0 && !signal.aborted) {
      if (code === 4) throw new RefusalError(errors.portTaken(port));
      process.exitCode = typeof code === "number" ? code : 1;
    }
  } finally {
    release();
    await rm(serveFile, { force: true });
    await redis?.dispose();
  }
}

/** The most characters that may wait to be read. */
const maxWaiting = 1024 * 1024;

/** Prints lines without waiting for a reader: lines without room are dropped and counted. Once the reader is gone, all are dropped. */
function patientPrinter(): (line: string) => void {
  let dropped = 0;
  process.stdout.on("error", () => {}); // e.g. `serve | head -1`
  return (line) => {
    if (process.stdout.writableLength > maxWaiting) {
      dropped++;
      return;
    }
    if (dropped > 0) process.stderr.write(`${dropped} lines of the log were dropped: nobody read them.\n`);
    dropped = 0;
    process.stdout.write(`${line}\n`);
  };
}

async function ensureKeyring(file: string): Promise<void> {
  if (existsSync(file)) return;
  const key = { kid: "k-0000000000-0000", secret: randomBytes(32).toString("base64url"), state: "sign" };
  await writeFile(file, `${JSON.stringify({ version: 1, keys: [key] }, null, 2)}\n`, { mode: 0o600 });
}

function readyUrl(line: string): string | null {
  try {
    const fields = JSON.parse(line) as { ready?: unknown; url?: unknown };
    return fields.ready === true && typeof fields.url === "string" ? fields.url : null;
  } catch {
    return null;
  }
}

function howToTry(url: string): string {
  return `
Start a stream (cut it with Ctrl-C, and keep the token of its "resume" event):
  curl -N -X POST ${url}/assist/draft-graph/stream -H 'Content-Type: application/json' \\
    -d '{"brief":"Which of two suppliers should we choose?","flags":{"reference":{"events":200,"interval_ms":100}}}'
Pick it up again, live:
  curl -N -X POST ${url}/assist/draft-graph/resume -H 'X-Resume-Token: TOKEN' -H 'X-Resume-Mode: live' -H 'Last-Event-ID: 12'
Look at it:          curl ${url}/healthz ; curl ${url}/metrics
Rotate its secret:   node scripts/rotate-hmac.mjs --gradual
Stop it:             Ctrl-C

`;
}
