import { hostname } from "node:os";
import { pino } from "pino";
import { announce } from "./announce.ts";
import { createApp } from "./http/app.ts";
import { drain } from "./http/drain.ts";
import { LogOutput, unblockedStdout } from "./log-output.ts";
import { RedisLink } from "./redis/redis-link.ts";
import { createService } from "./service.ts";
import { readSettings, type Settings } from "./settings.ts";
import { writerAddress } from "./streams/writers.ts";
import { createClock } from "./tokens/issue-token.ts";
import { type Keyring, openKeyring } from "./tokens/keyring.ts";

/** How long the start waits for Redis before it goes on without, in milliseconds. */
const redisAtStartMs = 2_000;
/** Connections that may wait to be accepted. With node's 511, many clients that come back at once wait for a repeated SYN, 1 to 3 s. */
const connectionBacklog = 4_096;

/** Prints the problems, a sentence each, and ends the process: 2 for a wrong setting, 4 for a port that is taken. */
function refuseToStart(problems: readonly string[], exitCode: 2 | 4): never {
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  process.exit(exitCode);
}

const output = new LogOutput(unblockedStdout(), (dropped) =>
  jsonLine({ level: 40, time: Date.now(), event: "log_dropped", dropped, msg: "Nobody read the log" }),
);
process.stderr.on("error", () => {}); // nobody reads it any more

function jsonLine(fields: object): string {
  return `${JSON.stringify(fields)}\n`;
}

const crash = (error: unknown) => {
  const said = error instanceof Error ? { message: error.message, stack: error.stack } : { message: String(error) };
  output.write(jsonLine({ level: 60, time: Date.now(), event: "crashed", err: said, msg: "Crashed" }));
  process.exit(1);
};
process.on("uncaughtException", crash);
process.on("unhandledRejection", crash);

const { settings, problems } = readSettings(process.env);
if (problems.length > 0) refuseToStart(problems, 2);
const log = pino({ level: settings.logLevel, base: { instance: settings.instanceId } }, output);
const keyring = openKeys(settings);
const link = settings.redisUrl ? new RedisLink(settings.redisUrl) : null;
const service = createService(settings, { keyring, link, clock: createClock(settings.clockOffsetSec), log });
await link?.connect(redisAtStartMs);
const app = createApp(service);
try {
  await app.listen({ port: settings.port, host: settings.host, backlog: connectionBacklog });
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
service.resume?.writers.begin(writerAddress(hostname(), url));
const announced = link ? announce(link, url) : null;
output.write(jsonLine({ ready: true, url, pid: process.pid, instance: settings.instanceId }));

function openKeys(from: Settings): Keyring | null {
  try {
    return openKeyring(from, (text) => log.warn({ event: "keyring_refused" }, text));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === "ENOENT" ? "there is no such file" : code ? `it cannot be read (${code})` : message;
    return refuseToStart([`SSE_KEYRING_FILE is "${from.keyringFile}": ${reason}`], 2);
  }
}

const hurry = new AbortController();

/** Drains, then ends the process. The second call no longer waits for running streams; the third one ends the process at once. */
async function leave(why: string, graceMs: number): Promise<void> {
  if (hurry.signal.aborted) process.exit(0);
  if (service.draining || graceMs === 0) hurry.abort();
  if (service.draining) return;
  service.draining = true;
  log.info({ event: "draining", why, active: service.streams.active });
  await announced?.withdraw();
  await drain(service, app, { graceMs, hurry: hurry.signal });
  process.exit(0);
}

const graceMs = settings.shutdownGraceSec * 1_000;
process.on("SIGTERM", () => void leave("SIGTERM", graceMs));
process.on("SIGINT", () => void leave("SIGINT", graceMs));
if (process.env.RESUME_GATE_PARENT_STDIN) {
  // The process that started us holds the other end of the pipe. When it is gone, nobody waits for our streams.
  process.stdin
    .once("close", () => void leave("parent gone", 0))
    .on("error", () => {})
    .resume();
}
