import { createReadStream } from "node:fs";
import { linesOf } from "../line-reader.ts";
import type { LogEvidence } from "./evidence.ts";

/** The most distinct names that are counted one by one. All further ones are counted as "others". */
const distinct = 50;

/**
 * Counts log lines of the server, file by file, in memory that does not grow with their length. Lines that are not JSON, which a
 * collector may add, are ignored.
 *
 * @throws the file system's error when a file cannot be read
 */
export async function readLogs(files: readonly string[]): Promise<LogEvidence> {
  const count = new LogCount();
  for (const file of files) {
    count.newFile(file);
    for await (const line of linesOf(createReadStream(file))) count.line(line);
  }
  return count.evidence();
}

/** The same for lines in memory. */
export function countLogs(lines: Iterable<string>): LogEvidence {
  const count = new LogCount();
  count.newFile("log");
  for (const line of lines) count.line(line);
  return count.evidence();
}

class LogCount {
  #lines = 0;
  #file = "";
  readonly #started = new Set<string>();
  readonly #events: Record<string, number> = noCounts();
  readonly #refused: Record<string, number> = noCounts();
  readonly #expired: Record<string, number> = noCounts();
  readonly #awayCauses: Record<string, number> = noCounts();
  readonly #away: Record<string, number> = noCounts();
  readonly #refusalCodes: Record<string, number> = noCounts();
  readonly #refusals: Record<string, number> = noCounts();
  readonly #trimmedBy: Record<string, number> = noCounts();
  #fewestKept: number | null = null;
  #restarts = 0;
  #cutByShutdown = 0;
  #stalledReaders = 0;
  #keyringRefused = 0;

  newFile(name: string): void {
    this.#file = name;
  }

  line(text: string): void {
    const fields = parse(text);
    if (!fields) return;
    this.#lines++;
    const { event } = fields;
    const instance = plain(fields.instance ?? this.#file);
    if (fields.ready === true) this.#start(instance);
    if (!(instance in this.#expired)) add(this.#expired, instance, 0);
    if (typeof event === "string") this.#event(event, instance, fields);
  }

  #start(instance: string): void {
    const key = `${this.#file}\n${instance}`;
    if (this.#started.has(key)) this.#restarts++;
    else if (this.#started.size < 1_000) this.#started.add(key);
  }

  #event(event: string, instance: string, fields: Readonly<Record<string, unknown>>): void {
    const by = typeof fields.count === "number" && fields.count > 0 ? fields.count : 1;
    add(this.#events, plain(event), by);
    if (event === "assist.sse.resume_expired") {
      add(this.#refused, "RESUME_TOKEN_EXPIRED", by);
      add(this.#expired, instance, by);
    } else if (event === "assist.sse.resume_rejected") add(this.#refused, plain(fields.code), by);
    else if (event === "assist.sse.redis_unavailable" && fields.phase === "begin") {
      add(this.#awayCauses, plain(fields.cause));
      add(this.#away, plain(fields.reason));
    } else if (event === "redis_refused") {
      add(this.#refusalCodes, plain(fields.code));
      add(this.#refusals, plain(fields.reason));
    } else if (event === "stalled_reader") this.#stalledReaders++;
    else if (event === "assist.sse.buffer_trimmed") this.#trimmed(fields);
    else if (event === "assistants.sse.completed" && fields.sse_end_state === "shutdown") this.#cutByShutdown += by;
    else if (event === "keyring_refused") this.#keyringRefused++;
  }

  #trimmed(fields: Readonly<Record<string, unknown>>): void {
    add(this.#trimmedBy, plain(fields.reason));
    const kept = fields.new_buffer_event_count;
    if (typeof kept === "number") this.#fewestKept = Math.min(kept, this.#fewestKept ?? kept);
  }

  evidence(): LogEvidence {
    return {
      lines: this.#lines,
      events: this.#events,
      refused: this.#refused,
      expiredByInstance: this.#expired,
      awayCauses: this.#awayCauses,
      awayReasons: this.#away,
      refusalCodes: this.#refusalCodes,
      redisRefusals: this.#refusals,
      trimmedBy: this.#trimmedBy,
      fewestKept: this.#fewestKept,
      restarts: this.#restarts,
      cutByShutdown: this.#cutByShutdown,
      stalledReaders: this.#stalledReaders,
      keyringRefused: this.#keyringRefused,
    };
  }
}

/** Without a prototype: a log may hold any name, such as "constructor". */
function noCounts(): Record<string, number> {
  return Object.create(null) as Record<string, number>;
}

function add(counts: Record<string, number>, name: string, by = 1): void {
  const key = name in counts || Object.keys(counts).length < distinct ? name : "others";
  counts[key] = (counts[key] ?? 0) + by;
}

function parse(line: string): Record<string, unknown> | null {
  const start = line.indexOf("{"); // a collector may put a time or a name before it
  if (start < 0 || line.length > 1_000_000) return null;
  try {
    const value: unknown = JSON.parse(line.slice(start));
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

/** Makes text from a log safe to print: short, without control characters, and without anything that may be a token or a password. */
export function plain(value: unknown): string {
  return String(value ?? "unknown")
    .replace(/\/\/[^@/\s]*@/g, "//")
    .replace(/[\w-]{40,}/g, "…")
    .replace(/[^\x20-\x7e…]/g, " ")
    .slice(0, 120);
}
