import { readHead } from "../../engine/answer.ts";
import { ask } from "../../engine/create-stream.ts";
import type { ExchangeEnd } from "../../engine/http/exchange.ts";
import { openExchange } from "../../engine/http/open-exchange.ts";
import { type Hop, type Redirect, redirectOf } from "../../engine/http/redirect.ts";
import { pauseMs } from "../../plan/client-policy.ts";
import type { EventFacts } from "../../protocols/event-facts.ts";
import type { StreamReader, StreamRoute } from "../../protocols/stream-reader.ts";
import type { SseEvent } from "../../sse/sse-event.ts";
import { createSseParser } from "../../sse/sse-parser.ts";

/** How long a first event may take, in milliseconds, and how many events may come before one that has a number. */
export const firstEventMs = 10_000;
const mostUnnumbered = 20;
/** How long a stream is watched after its first event, in milliseconds, and for how many events. */
const watchMs = 10_000;
const mostEvents = 400;

/** What one stream of a target showed. */
export interface WatchedStream {
  readonly end: ExchangeEnd;
  readonly status: number;
  /** Why the answer was not a stream, or null. */
  readonly notAStream: string | null;
  readonly seen: SeenEvents;
}

type Asking = Parameters<typeof ask>[2];

/**
 * Opens a stream and reads it until it has shown enough: its end, many events, or ten seconds of it. Where its server may close at
 * any time, it comes back as a client does.
 *
 * @throws the error of a reader that cannot read what came
 */
export async function watchStream(
  reader: StreamReader,
  route: StreamRoute,
  target: URL,
  asking: Asking,
): Promise<WatchedStream> {
  let status = 0;
  let notAStream: string | null = null;
  let fault: unknown = null;
  const seen = new SeenEvents(reader, route, {
    began() {
      clearTimeout(limit);
      limit = setTimeout(leave, route.publisher ? 0 : watchMs);
    },
    enough: () => leave(),
  });
  let retryMs: number | null = null;
  const newParser = () =>
    createSseParser({
      onEvent: (event) => seen.read(event),
      onIdAlone: (block) => reader.idAlone?.(block),
      onRetry(ms) {
        retryMs = ms;
      },
    });
  let parser = newParser();
  let isEnough = false;
  const leave = () => {
    isEnough = true;
    exchange.cut();
  };
  let hop: Hop = { base: target, request: route.open(), redirects: 0 };
  let redirect: Redirect | null = null;
  const open = ({ base, request }: Hop) =>
    openExchange(
      { base, request, ...asking },
      {
        onAnswer(code, answerHeaders) {
          const head = readHead(code, answerHeaders);
          status = code;
          redirect = redirectOf(hop, code, answerHeaders.location);
          if (head.isStream) {
            reader.answered?.(answerHeaders);
            const [first] = route.publisher?.requests(2, 16) ?? []; // of two: the last one may end the stream
            if (first) void ask(first, target, asking);
            return;
          }
          notAStream = `it answered ${code} with Content-Type "${head.type}"${redirect && "refused" in redirect ? `: ${redirect.refused}` : ""}`;
          exchange.cut();
        },
        onBytes(bytes, from, to) {
          try {
            parser.push(bytes, from, to);
          } catch (error) {
            fault = error;
            exchange.cut();
          }
        },
      },
    );
  let limit = setTimeout(leave, firstEventMs);
  let exchange = open(hop);
  const readToEnd = async () => {
    let end = await exchange.ended;
    for (let next = followed(redirect); next !== null && end.why !== "aborted"; next = followed(redirect)) {
      hop = next;
      redirect = null;
      notAStream = null;
      exchange = open(hop);
      end = await exchange.ended;
    }
    return end;
  };
  let end = await readToEnd();
  let before = 0;
  while (end.why === "closed" && notAStream === null && !seen.reachedEnd && !parser.halfEvent && route.mayBeClosed) {
    const delivered = seen.numbered > before;
    before = seen.numbered;
    const pause = pauseMs(null, retryMs, { delivered, resumable: true });
    const slept = pause > watchMs || (await asking.timers.sleep(pause));
    end = { why: slept ? "cut" : "aborted" };
    if (!slept || isEnough || pause > watchMs) break;
    hop = { base: target, request: route.resume().request, redirects: 0 };
    parser = newParser();
    exchange = open(hop);
    const resumed = await readToEnd();
    if (notAStream === null) end = resumed;
    else notAStream = null; // whether a resume was answered rightly is judged under load
  }
  clearTimeout(limit);
  reader.end?.();
  if (fault !== null) throw fault;
  return { end, status, notAStream, seen };
}

function followed(redirect: Redirect | null): Hop | null {
  return redirect && "to" in redirect ? redirect.to : null;
}

/** Counts the events of a stream, and keeps the first one that has a number. */
class SeenEvents {
  readonly #reader: StreamReader;
  readonly #endsByCount: boolean;
  readonly #on: { began(): void; enough(): void };
  #firstAt = 0;
  #lastAt = 0;
  /** All events, and those that have a number in the stream. */
  count = 0;
  numbered = 0;
  first: EventFacts | null = null;
  /** The first event that has a number, or else the last event, for people. */
  shown = "";
  reachedEnd = false;

  /** @param on called at the first event that has a number, and when nothing more has to be read */
  constructor(reader: StreamReader, route: StreamRoute, on: { began(): void; enough(): void }) {
    this.#reader = reader;
    this.#endsByCount = route.ends?.byCount === true;
    this.#on = on;
  }

  /** From the first to the last event that has a number, in milliseconds. */
  get ms(): number {
    return this.#lastAt - this.#firstAt;
  }

  read(event: SseEvent): void {
    this.count++;
    for (let facts: EventFacts | null = this.#reader.read(event); facts; facts = this.#reader.more?.() ?? null)
      this.#take(facts, event);
  }

  #take(facts: EventFacts, event: SseEvent): void {
    const hasNumber = facts.seq >= 0 || facts.index >= 0;
    if (hasNumber) {
      this.numbered++;
      this.#lastAt = performance.now();
    }
    if (facts.final) this.reachedEnd = true;
    if (this.numbered >= mostEvents || (facts.final && this.#endsByCount)) this.#on.enough();
    if (this.first !== null) return;
    this.shown = describe(event);
    if (hasNumber) {
      this.first = { ...facts }; // a reader may reuse its facts for the next event
      this.#firstAt = this.#lastAt;
      this.#on.began();
    } else if (this.count >= mostUnnumbered) this.#on.enough();
  }
}

function describe(event: SseEvent): string {
  const id = event.hasId ? `id ${JSON.stringify(event.id)}` : "no id";
  return `event "${event.type}", ${id}, data ${JSON.stringify(event.data.slice(0, 80))}`;
}
