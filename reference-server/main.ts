import { readFileSync } from "node:fs";
import { pino } from "pino";
import { announce } from "./announce.ts";
import { createApp } from "./app.ts";
import { createClock } from "./issue-token.ts";
import { type Keyring, openKeyring } from "./keyring.ts";
import { RedisLink } from "./redis-link.ts";
import { createService, type Service } from "./service.ts";
import { readSettings, type Settings } from "./settings.ts";

/** How long the start waits for Redis before it goes on without, in milliseconds. */
const redisAtStartMs = 2_000;
/** How long Redis may take for the last events when the streams are over, in milliseconds. */
const lastAppendsMs = 2_000;

/** Prints one sentence each and ends the process: 2 for a wrong setting, 4 for a port that is taken. */
function refuseToStart(problems: readonly string[], exitCode: 2 | 4): never {
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  process.exit(exitCode);
}

const { settings, problems } = readSettings(process.env);
if (problems.length > 0) refuseToStart(problems, 2);
const log = pino({ level: settings.logLevel, base: { instance: settings.instanceId } });
const keyring = openKeys(settings);
const link = settings.redisUrl ? new RedisLink(settings.redisUrl) : null;
await link?.connect(redisAtStartMs);
const service = createService(settings, { keyring, link, clock: createClock(settings.clockOffsetSec), log });
const app = createApp(service);
try {
  await app.listen({ port: settings.port, host: settings.host });
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException;
  const taken =
    code === "EADDRINUSE"
      ? `Port ${settings.port} of ${settings.host} is taken. Set PORT, or 0 for any free one.`
      : message;
  refuseToStart([taken], 4);
}
const { port } = app.server.address() as { port: number };
const url = `http://${settings.host.includes(":") ? `[${settings.host}]` : settings.host}:${port}`;
const announced = link ? announce(link, url) : null;
process.stdout.write(`${JSON.stringify({ ready: true, url, pid: process.pid, instance: settings.instanceId })}\n`);

function openKeys(from: Settings): Keyring | null {
  try {
    return openKeyring(from, (text) => log.warn({ event: "keyring_refused" }, text));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason =
      code === "ENOENT" ? "there is no such file" : code ? readable(from.keyringFile ?? "", code) : message;
    return refuseToStart([`SSE_KEYRING_FILE is "${from.keyringFile}": ${reason}`], 2);
  }
}

function readable(file: string, code: string): string {
  try {
    readFileSync(file);
    return code;
  } catch {
    return `it cannot be read (${code})`;
  }
}

let leaving = false;

/** Drains: no new streams, running ones get their grace, Redis gets the last events; then the process ends. */
async function leave(why: string, graceMs: number): Promise<void> {
  if (leaving) process.exit(0); // the second time at once
  leaving = true;
  service.draining = true;
  log.info({ event: "draining", why, active: service.streams.active });
  await announced?.withdraw();
  await service.streams.settle(graceMs, "running");
  await end(service);
}

async function end({ streams, over }: Service): Promise<void> {
  over.abort();
  await streams.settle(lastAppendsMs, "stored");
  streams.close();
  keyring?.close();
  await app.close();
  await link?.close();
  process.exit(0);
}

process.on("SIGTERM", () => void leave("SIGTERM", settings.shutdownGraceSec * 1_000));
process.on("SIGINT", () => void leave("SIGINT", settings.shutdownGraceSec * 1_000));
if (process.env.RESUME_GATE_PARENT_STDIN) {
  // Whoever started us holds the other end; when it is gone, so are we.
  process.stdin
    .on("end", () => void leave("parent gone", 0))
    .on("error", () => void leave("parent gone", 0))
    .resume();
}
const crash = (error: unknown) => {
  log.fatal(
    { err: error instanceof Error ? { message: error.message, stack: error.stack } : String(error) },
    "Crashed",
  );
  process.exit(1);
};
process.on("uncaughtException", crash);
process.on("unhandledRejection", crash);
