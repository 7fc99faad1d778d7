import { readHead } from "../engine/answer.ts";
import { ask } from "../engine/create-stream.ts";
import { FaceTimers } from "../engine/face-timers.ts";
import { openExchange } from "../engine/open-exchange.ts";
import { type Hop, type Redirect, redirectOf } from "../engine/redirect.ts";
import { errors, RefusalError } from "../errors.ts";
import { ModuleFault } from "../protocols/guarded.ts";
import type { EventFacts, Protocol } from "../protocols/protocol.ts";
import type { SseEvent } from "../sse/sse-event.ts";
import { createSseParser } from "../sse/sse-parser.ts";

/** How long a first event may take, in milliseconds, and how many events may come before one that has a number. */
const firstEventMs = 10_000;
const mostUnnumbered = 20;
/** How long a stream is watched for its end after its first event, in milliseconds. */
const settleMs = 300;

/**
 * Opens one stream as described and reads it to its first numbered event, before any load goes there: a description that
 * does not fit its server would make every stream look broken.
 *
 * @throws RefusalError: exit 4 with what was seen when there is no stream, exit 2 when its numbers are not as described
 */
export async function checkFirstEvent(
  target: URL,
  headers: Readonly<Record<string, string>>,
  protocol: Protocol,
  signal: AbortSignal,
): Promise<void> {
  const timers = new FaceTimers(signal);
  try {
    await readFirst(target, headers, protocol, timers);
  } catch (error) {
    if (!(error instanceof ModuleFault)) throw error;
    const hint = 'Its interface is Protocol (import type { Protocol } from "resume-gate").';
    throw new RefusalError(errors.badDescription(protocol.name, error.message, hint), { cause: error });
  } finally {
    timers.close();
  }
}

async function readFirst(
  target: URL,
  headers: Readonly<Record<string, string>>,
  protocol: Protocol,
  timers: FaceTimers,
) {
  const reader = protocol.createReader();
  const { route } = reader;
  if (!route) throw new Error(`The protocol ${protocol.name} has no route of its own.`);
  const limits = { answerMs: 5_000, idleMs: firstEventMs, eventMs: firstEventMs };
  const away = (seen: string) => new RefusalError(errors.targetAway(target.href, seen));
  for (const step of route.steps) {
    const { head, headers: answered, body, ended } = await ask(step.request(), target, { headers, limits, timers });
    if (ended.why === "aborted") return;
    if (head === null) throw away(ended.error ?? "it closed without an answer to create");
    const refused = `it answered ${head.status} to create${ended.error === undefined ? "" : `: ${ended.error}`}`;
    const wrong = head.status >= 200 && head.status < 300 ? step.take(body, answered) : refused;
    if (wrong !== null) throw away(wrong);
  }
  let status = 0;
  let noStream: string | null = null;
  let fault: unknown = null;
  let events = 0;
  let first: EventFacts | null = null;
  let shown = "";
  let ended = false;
  /** A stream that ends at once ends in this time; one that goes on is cut then. */
  const settle = () => void setTimeout(() => exchange.cut(), settleMs).unref();
  const parser = createSseParser({
    onEvent(event) {
      const facts = reader.read(event);
      events++;
      if (facts.final) ended = true;
      if (first !== null) return;
      shown = describe(event);
      if (facts.seq >= 0 || facts.index >= 0) first = { ...facts };
      if (first !== null || events >= mostUnnumbered) settle();
    },
  });
  let hop: Hop = { base: target, request: route.open(), redirects: 0 };
  let redirect: Redirect | null = null;
  const open = ({ base, request }: Hop) =>
    openExchange(
      { base, request, headers, limits, timers },
      {
        onAnswer(code, answerHeaders) {
          const head = readHead(code, answerHeaders);
          status = code;
          redirect = redirectOf(hop, code, answerHeaders.location);
          if (head.isStream) {
            for (const request of route.publisher?.requests(1, 16) ?? [])
              void ask(request, target, { headers, limits, timers });
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
  let exchange = open(hop);
  const limit = setTimeout(() => exchange.cut(), firstEventMs);
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
  if (end.why === "aborted") return;
  if (noStream !== null) throw away(noStream);
  if (events === 0) throw away(end.error ?? `it answered ${status} and sent no event in ${firstEventMs / 1_000} s`);
  if (end.why === "closed" && !ended && !route.ends?.close) {
    throw new RefusalError(
      errors.badDescription(
        protocol.name,
        `A stream at ${target.href} ended at once, after ${events} events, and not as "end" says. The last of them: ${shown}.`,
        'Correct "end"; if the server closes at the end of a stream, add "close".',
      ),
    );
  }
  const { seq, index } = (first ?? { seq: -1, index: -1 }) as EventFacts;
  if (seq === 0 || (seq < 0 && index === 0)) return;
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

function followed(redirect: Redirect | null): Hop | null {
  return redirect && "to" in redirect ? redirect.to : null;
}

function describe(event: SseEvent): string {
  const id = event.hasId ? `id ${JSON.stringify(event.id)}` : "no id";
  return `event "${event.type}", ${id}, data ${JSON.stringify(event.data.slice(0, 80))}`;
}
