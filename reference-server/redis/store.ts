import type { Settings } from "../settings.ts";
import type { Writers } from "../streams/writers.ts";
import type { RedisLink } from "./redis-link.ts";

/** The keys of one stream; the braces keep them in one cluster slot (contract, Redis). */
function keysOf(requestId: string): readonly [buffer: string, state: string, snapshot: string] {
  return [`sse:buffer:{${requestId}}`, `sse:state:{${requestId}}`, `sse:snapshot:{${requestId}}`];
}

export function channelOf(requestId: string): string {
  return `sse:live:{${requestId}}`;
}

export interface AppendResult {
  /** False: entries before the batch are missing, and nothing was stored. */
  readonly stored: boolean;
  /** The seq that Redis wants next. */
  readonly next: number;
  readonly first: number;
  readonly bytes: number;
  readonly trimmedEvents: number;
  readonly trimmedBytes: number;
  readonly reason: string;
  readonly droppedPayloads: number;
}

export interface ReadResult {
  readonly known: boolean;
  readonly first: number;
  readonly next: number;
  readonly done: boolean;
  /** Only given when the wanted events were trimmed, or none were asked for. */
  readonly snapshot: Buffer | null;
  readonly entries: readonly Buffer[];
  /** The process that makes the stream (`writers.ts`); empty when that is not known. */
  readonly writer: string;
}

/** About how much one read brings at most: a slow reader takes little of it at a time, and the rest is read again. */
const pageBytes = 256 * 1024;

/** What one process does with Redis for its streams. Each call is one round trip. */
export class Store {
  readonly #link: RedisLink;
  readonly #settings: Settings;
  readonly #writers: Pick<Writers, "own">;

  constructor(link: RedisLink, settings: Settings, writers: Pick<Writers, "own">) {
    this.#link = link;
    this.#writers = writers;
    this.#settings = settings;
  }

  get isUp(): boolean {
    return this.#link.isUp;
  }

  /** Stores entries from `seq` on. With `anew` the stream's buffer begins at `seq`, whatever it lacks before. */
  async append(
    requestId: string,
    seq: number,
    entries: readonly Buffer[],
    { final, anew }: { final: boolean; anew: boolean },
  ): Promise<AppendResult> {
    const { stateTtlSec, bufferMaxEvents, bufferMaxBytes, snapshotTtlSec, trimPayloads } = this.#settings;
    const reply = (await this.#link.append(keysOf(requestId), [
      seq,
      stateTtlSec,
      bufferMaxEvents,
      bufferMaxBytes,
      channelOf(requestId),
      final ? "1" : "0",
      snapshotTtlSec,
      anew ? "1" : "0",
      trimPayloads ? "1" : "0",
      this.#writers.own,
      ...entries,
    ])) as unknown[];
    const [stored, next, first, bytes, trimmedEvents, trimmedBytes, reason, droppedPayloads] = reply;
    return {
      stored: Number(stored) === 1,
      next: Number(next),
      first: Number(first),
      bytes: Number(bytes),
      trimmedEvents: Number(trimmedEvents),
      trimmedBytes: Number(trimmedBytes),
      reason: String(reason),
      droppedPayloads: Number(droppedPayloads),
    };
  }

  /**
   * Reads up to `most` entries from `seq` on, fewer when they are large; with `most` 0 only the snapshot. `renew` gives
   * buffer and state new life.
   *
   * @throws RedisAway, RedisRefused
   */
  async read(requestId: string, seq: number, most: number, { renew }: { renew: boolean }): Promise<ReadResult> {
    const life = renew ? this.#settings.stateTtlSec : 0;
    const [known, first, next, done, snapshot, entries, writer] = (await this.#link.read(keysOf(requestId), [
      seq,
      most,
      life,
      pageBytes,
    ])) as [unknown, unknown, unknown, Buffer, Buffer, Buffer[], Buffer];
    return {
      known: Number(known) === 1,
      first: Number(first),
      next: Number(next),
      done: done.length > 0,
      snapshot: snapshot.length > 0 ? snapshot : null,
      entries,
      writer: writer.toString(),
    };
  }

  /** Counts a live resume of one key in this minute, over all instances. */
  countResume(key: string, nowSec: number): Promise<number> {
    return this.#link.count(`sse:rate:{${key}}:${Math.floor(nowSec / 60)}`, 60);
  }
}
