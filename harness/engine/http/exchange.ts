import type { IncomingHttpHeaders } from "node:http";
import type { CutHow } from "../../history/records.ts";
import type { RequestSpec } from "../../protocols/stream-reader.ts";
import type { FaceTimers } from "../face-timers.ts";
import type { Http2Sessions } from "./http2-sessions.ts";

/** How long an abandoned connection stays open to its server, in milliseconds. */
export const abandonedMs = 30_000;

/** Limits of one exchange, in milliseconds. */
export interface ExchangeLimits {
  /** To the answer's head. */
  readonly answerMs: number;
  /** Between two chunks after it. */
  readonly idleMs: number;
  /** Between two events of a stream. Heartbeats are not events. */
  readonly eventMs: number;
}

export interface ExchangeOptions {
  readonly base: URL;
  readonly request: RequestSpec;
  readonly headers: Readonly<Record<string, string>>;
  readonly limits: ExchangeLimits;
  /** Its signal ends the exchange when the run stops. */
  readonly timers: FaceTimers;
  /** Where streams share sessions of HTTP/2 over TLS. Absent: HTTP/1.1. */
  readonly http2?: Http2Sessions | undefined;
}

export interface ExchangeHandlers {
  /** The whole request is with the operating system. */
  onSent?(): void;
  onAnswer(status: number, headers: IncomingHttpHeaders): void;
  /** A chunk of the body, decoded: `bytes` from `from` to `to`. The buffer is reused, so the chunk is valid only until the handler returns. */
  onBytes(bytes: Buffer, from: number, to: number): void;
}

/** How an exchange ended. `cut` and `aborted` are our doing, all else is the server's or the network's. */
export interface ExchangeEnd {
  readonly why: "cut" | "aborted" | "closed" | "error" | "timeout";
  readonly error?: string;
  /** An answer came and could not be decoded; `error` says why. */
  readonly unreadable?: true;
}

/**
 * One request and its answer. It has a connection (HTTP/2: a stream) of its own, so that a cut affects no other stream. It ends,
 * whatever the server does.
 */
export interface Exchange {
  readonly ended: Promise<ExchangeEnd>;
  /**
   * Ends it at once. The connection is closed, or lost in the way that `how` says: `silent` and `half-open` leave it open to the
   * server until the run is over or `abandonedMs` have passed. A stream of HTTP/2 is reset (CANCEL) instead of closed.
   */
  cut(how?: CutHow): void;
  /** Reads nothing until `resume`. The limits stand still meanwhile. */
  pause(): void;
  resume(): void;
  /** Ends it because one of our limits has passed. */
  expire(error: string): void;
}

/** The request's address: its path after the base's own path. It is at the base's host, whatever the path. */
export function urlOf({ base, request }: Pick<ExchangeOptions, "base" | "request">): URL {
  const path = base.pathname.replace(/\/$/, "") + request.path;
  return new URL(path.startsWith("/") ? `/.${path}` : path, base); // "//name" alone would name a host
}

/** All headers of a request, apart from those of the connection, by lower-case name. */
export function headersOf({ request, headers }: ExchangeOptions): Record<string, string> {
  const all: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...request.headers, ...headers })) all[name.toLowerCase()] = value;
  all["content-length"] = String(request.body === undefined ? 0 : Buffer.byteLength(request.body));
  return all;
}

/** The header for a name and password in the target's URL. */
export function authorization({ username, password }: URL): { authorization?: string } {
  if (username === "" && password === "") return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString("base64")}` };
}

export function lateAnswer({ answerMs }: ExchangeLimits): ExchangeEnd {
  return { why: "timeout", error: `no answer in ${answerMs} ms` };
}

export function silence({ idleMs }: ExchangeLimits): ExchangeEnd {
  return { why: "timeout", error: `silent for ${idleMs} ms` };
}

/** How an exchange ends when the run stops. If the face has used up its time, what is still open counts as hanging. */
export function abortEnd(signal: AbortSignal): ExchangeEnd {
  if (signal.reason instanceof FaceDeadline) return { why: "timeout", error: signal.reason.message };
  return { why: "aborted" };
}

/** The abort reason when a face has used up its time. */
export class FaceDeadline extends Error {
  constructor(limitMs: number) {
    super(`still open when the face's ${Math.round(limitMs / 1_000)} s were over`);
  }
}
