import { readHead } from "../engine/answer.ts";
import { FaceTimers } from "../engine/face-timers.ts";
import { openExchange } from "../engine/http/open-exchange.ts";
import { createSseParser } from "../sse/sse-parser.ts";

/** One event as it came. `id` is null if its block had none. */
export interface SeenEvent {
  readonly type: string;
  readonly id: string | null;
  readonly data: string;
  /** Milliseconds after the request. */
  readonly atMs: number;
}

/** What one request showed. */
export interface Observation {
  /** 0: no answer came. */
  readonly status: number;
  readonly contentType: string;
  readonly location: string | null;
  readonly events: readonly SeenEvent[];
  /** When comments came, which servers send as heartbeats. */
  readonly commentsMs: readonly number[];
  readonly retryMs: number | null;
  /** `closed`: by the server. `watched`: by us, after enough events or time. `lost`: the connection broke. */
  readonly ended: "closed" | "watched" | "lost";
  readonly error: string | null;
}

export interface Watch {
  readonly target: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Stops after so many events, or so many milliseconds. */
  readonly events: number;
  readonly ms: number;
}

/** Sends one GET to the target's own address, and reads until it has seen enough. */
export async function observe({ target, headers, signal, events: most, ms }: Watch): Promise<Observation> {
  const timers = new FaceTimers(signal);
  const start = performance.now();
  const now = () => Math.round(performance.now() - start);
  const events: SeenEvent[] = [];
  const commentsMs: number[] = [];
  let retryMs: number | null = null;
  let status = 0;
  let contentType = "";
  let location: string | null = null;
  let isStream = false;
  const parser = createSseParser({
    onEvent(event) {
      if (events.length >= most) return;
      events.push({ type: event.type, id: event.hasId ? event.id : null, data: event.data, atMs: now() });
      if (events.length >= most) exchange.cut();
    },
    onComment: () => void commentsMs.push(now()),
    onRetry: (wish) => {
      retryMs = wish;
    },
  });
  const base = new URL("/", target);
  const request = { method: "GET", path: target.pathname + target.search, headers: { accept: "text/event-stream" } };
  const limits = { answerMs: 5_000, idleMs: ms, eventMs: ms };
  const exchange = openExchange(
    { base, request, headers, limits, timers },
    {
      onAnswer(code, answerHeaders) {
        const head = readHead(code, answerHeaders);
        status = code;
        contentType = head.type;
        location = answerHeaders.location ?? null;
        isStream = head.isStream;
        if (!isStream) exchange.cut();
      },
      onBytes: (bytes, from, to) => {
        if (isStream) parser.push(bytes, from, to);
      },
    },
  );
  const limit = setTimeout(() => exchange.cut(), ms);
  const end = await exchange.ended;
  clearTimeout(limit);
  timers.close();
  const ended = end.why === "closed" ? "closed" : end.why === "error" || status === 0 ? "lost" : "watched";
  return { status, contentType, location, events, commentsMs, retryMs, ended, error: end.error ?? null };
}
