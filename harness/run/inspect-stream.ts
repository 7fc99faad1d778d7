import { readHead } from "../engine/answer.ts";
import { ask } from "../engine/create-stream.ts";
import { FaceTimers } from "../engine/face-timers.ts";
import { Http2Sessions } from "../engine/http/http2-sessions.ts";
import { openExchange } from "../engine/http/open-exchange.ts";
import { type Hop, type Redirect, redirectOf } from "../engine/http/redirect.ts";
import { errors, RefusalError } from "../errors.ts";
import type { Pace } from "../plan/adjust.ts";
import type { EventFacts } from "../protocols/event-facts.ts";
import { ModuleFault } from "../protocols/guarded.ts";
import type { Protocol } from "../protocols/protocol.ts";
import type { SseEvent } from "../sse/sse-event.ts";
import { createSseParser } from "../sse/sse-parser.ts";
import type { RunChoices } from "./request.ts";
import { requireStream, unusable } from "./target-checks.ts";

/** How long a first event may take, in milliseconds, and how many events may come before one that has a number. */
const firstEventMs = 10_000;
const mostUnnumbered = 20;
/** How long a stream is watched after its first event, in milliseconds, and for how many events. */
const watchMs = 10_000;
const mostEvents = 400;

/**
 * Looks at somebody's own server before any load goes there: at a whole stream where clients have cursors of their own, else at its
 * answer.
 *
 * @returns how long its streams are; null where one look cannot tell
 * @throws RefusalError as `inspectStream` and `requireStream` do
 */
export async function inspectTarget(...asked: Parameters<typeof inspectStream>): Promise<Pace | null> {
  const [, , { terms }] = asked;
  if (terms.resumesBy === "cursor") return inspectStream(...asked);
  await requireStream(...asked);
  return null;
}

/**
 * Opens one stream as described and watches it, before any load goes there: a description that does not fit its server would
 * make every stream look broken, and cuts have to fall where its streams have events.
 *
 * @returns how long its streams are; null where one look cannot tell
 * @throws RefusalError: exit 4 with what was seen when there is no stream, exit 2 when its numbers are not as described
 */
export async function inspectStream(
  target: URL,
  headers: Readonly<Record<string, string>>,
  protocol: Protocol,
  signal: AbortSignal,
  { http2 = false }: Pick<RunChoices, "http2"> = {},
): Promise<Pace | null> {
  const timers = new FaceTimers(signal);
  const sessions = http2 ? new Http2Sessions() : undefined;
  try {
    return await readStream(target, headers, protocol, { timers, http2: sessions });
  } catch (error) {
    if (!(error instanceof ModuleFault)) throw error;
    const hint = 'Its interface is Protocol (import type { Protocol } from "resume-gate").';
    throw new RefusalError(errors.badDescription(protocol.name, error.message, hint), { cause: error });
  } finally {
    timers.close();
    sessions?.close();
  }
}

async function readStream(
  target: URL,
  headers: Readonly<Record<string, string>>,
  protocol: Protocol,
  { timers, http2 }: { readonly timers: FaceTimers; readonly http2: Http2Sessions | undefined },
): Promise<Pace | null> {
  const reader = protocol.createReader();
  const { route } = reader;
  if (!route) throw new Error(`The protocol ${protocol.name} has no route of its own.`);
  const limits = { answerMs: 5_000, idleMs: firstEventMs, eventMs: firstEventMs };
  const away = (seen: string) => new RefusalError(unusable(target.href, seen));
  const asking = { headers, limits, timers, http2 };
  for (const step of route.steps) {
    const { head, headers: answered, body, ended } = await ask(step.request(), target, asking);
    if (ended.why === "aborted") return null;
    if (head === null) throw away(ended.error ?? "it closed without an answer to create");
    const refused = `it answered ${head.status} to create${ended.error === undefined ? "" : `: ${ended.error}`}`;
    const wrong = head.status >= 200 && head.status < 300 ? step.take(body, answered) : refused;
    if (wrong !== null) throw away(step.otherwise === undefined ? wrong : `${wrong}. ${step.otherwise}`);
  }
  let status = 0;
  let noStream: string | null = null;
  let fault: unknown = null;
  let events = 0;
  let first: EventFacts | null = null;
  let shown = "";
  let ended = false;
  let ofStream = 0;
  let firstAt = 0;
  let lastAt = 0;
  const parser = createSseParser({
    onEvent(event) {
      events++;
      for (let facts: EventFacts | null = reader.read(event); facts; facts = reader.more?.() ?? null)
        look(facts, event);
    },
  });
  const look = (facts: EventFacts, event: SseEvent) => {
    const counts = facts.seq >= 0 || facts.index >= 0;
    if (counts) {
      ofStream++;
      lastAt = performance.now();
    }
    if (facts.final) ended = true;
    if (ofStream >= mostEvents || (facts.final && route.ends?.byCount)) exchange.cut();
    if (first !== null) return;
    shown = describe(event);
    if (counts) {
      first = { ...facts };
      firstAt = lastAt;
      clearTimeout(limit);
      limit = setTimeout(() => exchange.cut(), route.publisher ? 0 : watchMs);
    } else if (events >= mostUnnumbered) exchange.cut();
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
            const [first] = route.publisher?.requests(2, 16) ?? []; // of two: the last one may end the stream
            if (first) void ask(first, target, asking);
            return;
          }
          noStream = `it answered ${code} with Content-Type "${head.type}"${redirect && "refused" in redirect ? `: ${redirect.refused}` : ""}`;
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
  let limit = setTimeout(() => exchange.cut(), firstEventMs);
  let exchange = open(hop);
  let end = await exchange.ended;
  for (let next = followed(redirect); next !== null && end.why !== "aborted"; next = followed(redirect)) {
    hop = next;
    redirect = null;
    noStream = null;
    exchange = open(hop);
    end = await exchange.ended;
  }
  clearTimeout(limit);
  reader.end?.();
  if (fault !== null) throw fault;
  if (end.why === "aborted") return null;
  if (noStream !== null) throw away(noStream);
  if (events === 0) throw away(end.error ?? `it answered ${status} and sent no event in ${firstEventMs / 1_000} s`);
  const closed = end.why === "closed";
  if (closed && !ended && !route.ends?.close) {
    throw new RefusalError(
      errors.badDescription(
        protocol.name,
        `A stream at ${target.href} ended after ${events} event${events === 1 ? "" : "s"}, but not in the way that "end" says. The first of them: ${shown}.`,
        'Correct "end"; if the server closes at the end of a stream, add "close".',
      ),
    );
  }
  const { seq, index } = (first ?? { seq: -1, index: -1 }) as EventFacts;
  const isFirst = seq === 0 || (seq < 0 && index === 0);
  if (isFirst && route.publisher) return null; // the load says how long its streams are
  if (isFirst) return paceFrom({ events: ofStream, ms: lastAt - firstAt, whole: ended || closed });
  const what =
    seq < 0
      ? "has nothing that the description's proof could read"
      : `is number ${seq} of its stream, counted as the proof says`;
  throw new RefusalError(
    errors.badDescription(
      protocol.name,
      `The first event of a stream at ${target.href} ${what}: ${shown}.`,
      'Correct "proof": where the number stands, and "from": the first event\'s number (0 when absent).',
    ),
  );
}

/** Where a stream was cut off by us, it is at least this long. */
function paceFrom({ events, ms, whole }: { events: number; ms: number; whole: boolean }): Pace | null {
  if (events < 2) return whole ? { events, intervalMs: 1 } : null;
  return { events, intervalMs: Math.max(1, Math.round(ms / (events - 1))) };
}

function followed(redirect: Redirect | null): Hop | null {
  return redirect && "to" in redirect ? redirect.to : null;
}

function describe(event: SseEvent): string {
  const id = event.hasId ? `id ${JSON.stringify(event.id)}` : "no id";
  return `event "${event.type}", ${id}, data ${JSON.stringify(event.data.slice(0, 80))}`;
}
