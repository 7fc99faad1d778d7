import type { HistorySink } from "../history/history-writer.ts";
import type { ClientPolicy } from "../plan/scenario.ts";
import type { Protocol } from "../protocols/protocol.ts";
import type { RequestSpec, StreamReader } from "../protocols/stream-reader.ts";
import type { FaceTimers } from "./face-timers.ts";
import type { ExchangeLimits } from "./http/exchange.ts";
import type { Http2Sessions } from "./http/http2-sessions.ts";

/** What all clients of one face share. */
export interface FaceContext {
  readonly protocol: Protocol;
  /** Base URLs; a client comes back to the same one or the next. At least one. */
  readonly instances: readonly URL[];
  readonly headers: Readonly<Record<string, string>>;
  /** Makes the `traceparent` of a stream's request; null where none is sent. */
  readonly traceparent: ((s: number, request: string) => string) | null;
  /** Headers of a client with another API key, for probes; null where the run has only one key. */
  readonly otherIdentity: Readonly<Record<string, string>> | null;
  /** What an error body must never hold, beside tokens. */
  readonly secrets: readonly string[];
  /** Tokens of a few streams, so that a probe can take another stream's. */
  readonly tokens: RecentTokens;
  /** Where a stream waits for the session of another one that it is to live in. */
  readonly sessions: Sessions;
  readonly policy: ClientPolicy;
  readonly limits: ExchangeLimits;
  readonly sink: HistorySink;
  readonly signal: AbortSignal;
  readonly timers: FaceTimers;
  /** Where the face's streams share sessions of HTTP/2. Absent: each has a connection of its own. */
  readonly http2?: Http2Sessions | undefined;
  readonly live: LiveCounts;
  /** Milliseconds since the face's start, to a hundredth. */
  now(): number;
  /** The number of a stream that replaces another. */
  nextStream(): number;
}

/** The newest tokens of a few streams. */
export class RecentTokens {
  readonly #tokens = new Map<number, string>();

  add(s: number, token: string): void {
    this.#tokens.delete(s);
    this.#tokens.set(s, token);
    if (this.#tokens.size <= 16) return;
    for (const oldest of this.#tokens.keys()) {
      this.#tokens.delete(oldest);
      return;
    }
  }

  /** A token of a stream other than this one, or null. */
  otherThan(s: number): string | null {
    for (const [stream, token] of this.#tokens) if (stream !== s) return token;
    return null;
  }
}

/** Sessions that several streams live in, each known by the reader of its first stream; null when that one failed. */
export class Sessions {
  readonly #made = new Map<number, PromiseWithResolvers<StreamReader | null>>();

  of(s: number): Promise<StreamReader | null> {
    return this.#entry(s).promise;
  }

  made(s: number, reader: StreamReader | null): void {
    this.#entry(s).resolve(reader);
  }

  #entry(s: number): PromiseWithResolvers<StreamReader | null> {
    const entry = this.#made.get(s) ?? Promise.withResolvers<StreamReader | null>();
    this.#made.set(s, entry);
    return entry;
  }
}

/** Counts for the progress display. The judge does not use them: it reads the history. */
export interface LiveCounts {
  planned: number;
  started: number;
  done: number;
  open: number;
  events: number;
  attempts: number;
  answered: number;
  refused: number;
}

export function newLiveCounts(planned: number): LiveCounts {
  return { planned, started: 0, done: 0, open: 0, events: 0, attempts: 0, answered: 0, refused: 0 };
}

/** The request with its `traceparent`, where the face sends one. `name` tells it from the stream's other requests. */
export function withTrace(request: RequestSpec, s: number, name: string, { traceparent }: FaceContext): RequestSpec {
  return traceparent ? { ...request, headers: { traceparent: traceparent(s, name), ...request.headers } } : request;
}
