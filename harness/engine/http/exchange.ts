import type { IncomingHttpHeaders } from "node:http";
import type { CutHow } from "../../history/records.ts";
import type { RequestSpec } from "../../protocols/stream-reader.ts";
import type { FaceTimers } from "../face-timers.ts";
import type { Http2Sessions } from "./http2-sessions.ts";

/** How long a connection that was abandoned stays open to its server, in milliseconds. */
export const abandonedMs = 30_000;

/** Limits of one exchange, in milliseconds. */
export interface ExchangeLimits {
  /** To the answer's head. */
  readonly answerMs: number;
  /** Between two chunks after it. */
  readonly idleMs: number;
  /** Between two events of a stream: heartbeats alone bring nobody anywhere. */
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
  /** A chunk of the body, its Content-Encoding undone. It lies in `bytes`, the socket's own buffer, from one place to the other: it holds others when the handler has returned. */
  onBytes(bytes: Buffer, from: number, to: number): void;
}

/** How an exchange ended. `cut` and `aborted` are ours, all else is the server's or the network's doing. */
export interface ExchangeEnd {
  readonly why: "cut" | "aborted" | "closed" | "error" | "timeout";
  readonly error?: string;
  /** An answer came and could not be decoded; `error` says why. */
  readonly unreadable?: true;
}

/** One request and its answer, whose body is decoded where it has a Content-Encoding. On a connection (HTTP/2: a stream) of its own, so that a cut hurts one stream only. It ends, whatever the server does. */
export interface Exchange {
  readonly ended: Promise<ExchangeEnd>;
  /**
   * Ends it at once. The connection is closed, or it is lost in another way: `silent` and `half-open` leave it open to the server
   * until the run is over or `abandonedMs` have passed. The same of a stream of HTTP/2, which is reset (CANCEL) instead of closed.
   */
  cut(how?: CutHow): void;
  /** Reads nothing until `resume`; the limits wait too. */
  pause(): void;
  resume(): void;
  /** Ends it because one of our limits has passed. */
  expire(error: string): void;
}

/** The request's address, behind the base's own path. */
export function urlOf({ base, request }: ExchangeOptions): URL {
  return new URL(base.pathname.replace(/\/$/, "") + request.path, base);
}

/** All headers of a request but those of the connection, by lower-case name. */
export function headersOf({ request, headers }: ExchangeOptions): Record<string, string> {
  const all: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...request.headers, ...headers })) all[name.toLowerCase()] = value;
  all["content-length"] = String(request.body === undefined ? 0 : Buffer.byteLength(request.body));
  return all;
}

/** A name and password in the target's URL. */
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

/** The run was interrupted, or the face has used up its time: then what is still open counts as hanging. */
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
