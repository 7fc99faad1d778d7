import { Redis, type RedisOptions } from "ioredis";
import { appendScript, countScript, readScript } from "./scripts.ts";

/**
 * ioredis rather than node-redis: replies as Buffers for each command (entries are bytes, perhaps compressed), scripts
 * that fall back from EVALSHA by themselves after Redis was restarted, one time limit for each command, and Sentinel.
 */
const options = {
  lazyConnect: true,
  enableOfflineQueue: false, // while Redis is away a command fails at once; the journal keeps what it would have stored
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  commandTimeout: 2_000,
  connectTimeout: 2_000,
  keepAlive: 10_000,
  retryStrategy: (attempt: number) => Math.min(50 * attempt, 500),
} satisfies RedisOptions;

/** Replies of a Redis that is there but cannot serve: still loading, a replica without or instead of its primary. */
const notServing = /^(LOADING|MASTERDOWN|READONLY)/;

type Script = (...args: (string | number | Buffer)[]) => Promise<unknown>;

/** A connection with our scripts as commands. */
export interface Commands extends Redis {
  appendEventsBuffer: Script;
  readEventsBuffer: Script;
  countResume: Script;
}

/** Thrown when Redis cannot be asked, or did not answer in time. */
export class RedisAway extends Error {}

/** Thrown when Redis is there but refuses: out of memory, no disk, no permission. */
export class RedisRefused extends Error {}

export function createCommands(url: string): Commands {
  const client = create(url, "resume-commands") as Commands;
  client.defineCommand("appendEvents", { numberOfKeys: 3, lua: appendScript });
  client.defineCommand("readEvents", { numberOfKeys: 3, lua: readScript });
  client.defineCommand("countResume", { numberOfKeys: 1, lua: countScript });
  return client;
}

/** The connection that all live resumes share. */
export function createReader(url: string): Redis {
  return create(url, "resume-reader");
}

function create(url: string, connectionName: string): Redis {
  const client = new Redis(url, { ...options, connectionName, autoResubscribe: false });
  client.on("error", () => {}); // "close" reports the same
  return client;
}

/** Why Redis is away, as logs carry it for programs; the text beside it is the client library's. */
export type AwayCause = "connection-lost" | "timed-out" | "not-serving";

export function awayCause(error: unknown): AwayCause {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  if (name === "ReplyError") return "not-serving";
  return message === "Command timed out" ? "timed-out" : "connection-lost"; // ioredis, commandTimeout
}

/** A refusal's code: by the protocol the first word of the error reply, such as `OOM`. */
export function refusalCode(reason: string): string {
  return reason.split(" ", 1)[0] ?? "";
}

/** Whether Redis is there, could serve, and refused. */
export function isRefusal(error: unknown): boolean {
  return error instanceof Error && error.name === "ReplyError" && !notServing.test(error.message);
}
