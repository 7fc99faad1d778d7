import { ask } from "../../engine/create-stream.ts";
import { FaceTimers } from "../../engine/face-timers.ts";
import { Http2Sessions } from "../../engine/http/http2-sessions.ts";
import { errors, RefusalError } from "../../errors.ts";
import type { Pace } from "../../plan/adjust.ts";
import { ModuleFault } from "../../protocols/guarded.ts";
import type { Protocol } from "../../protocols/protocol.ts";
import type { StreamRoute } from "../../protocols/stream-reader.ts";
import type { RunChoices } from "../request.ts";
import { requireStream, unusable } from "./target-checks.ts";
import { firstEventMs, type WatchedStream, watchStream } from "./watch-stream.ts";

/**
 * Inspects a target before any load: a whole stream where clients have their own cursors, else only its answer.
 *
 * @returns how long its streams are; null when one stream cannot tell
 * @throws RefusalError as `inspectStream` and `requireStream` do
 */
export async function inspectTarget(...asked: Parameters<typeof inspectStream>): Promise<Pace | null> {
  const [, , { terms }] = asked;
  if (terms.resumesBy === "cursor") return inspectStream(...asked);
  await requireStream(...asked);
  return null;
}

/**
 * Opens one stream as described and watches it, before any load: with a wrong description every stream would look broken, and
 * cuts have to be where the streams have events.
 *
 * @returns how long its streams are; null when one stream cannot tell
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
    const limits = { answerMs: 5_000, idleMs: firstEventMs, eventMs: firstEventMs };
    return await openAndJudge(target, protocol, { headers, limits, timers, http2: sessions });
  } catch (error) {
    if (!(error instanceof ModuleFault)) throw error;
    const hint = 'Its interface is Protocol (import type { Protocol } from "resume-gate").';
    throw new RefusalError(errors.badDescription(protocol.name, error.message, hint), { cause: error });
  } finally {
    timers.close();
    sessions?.close();
  }
}

type Asking = Parameters<typeof ask>[2];

async function openAndJudge(target: URL, protocol: Protocol, asking: Asking): Promise<Pace | null> {
  const reader = protocol.createReader();
  const { route } = reader;
  if (!route) throw new Error(`The protocol ${protocol.name} has no route of its own.`);
  if (!(await create(route, target, asking))) return null;
  const watched = await watchStream(reader, route, target, asking);
  if (watched.end.why === "aborted") return null;
  const pace = paceOf(watched, route, { protocol, target });
  const lack = reader.lacks?.(watched.seen.reachedEnd || watched.end.why === "closed") ?? null;
  if (lack !== null)
    throw new RefusalError(errors.badDescription(protocol.name, `${lack}.`, 'Correct "take" of "open".'));
  return pace;
}

/** Sends the requests that create a stream. @returns false when the run was aborted */
async function create(route: StreamRoute, target: URL, asking: Asking): Promise<boolean> {
  const away = (seen: string) => new RefusalError(unusable(target.href, seen));
  for (const step of route.steps) {
    const { head, headers: answered, body, ended } = await ask(step.request(), target, asking);
    if (ended.why === "aborted") return false;
    if (head === null) throw away(ended.error ?? "it closed without an answer to create");
    const refused = `it answered ${head.status} to create${ended.error === undefined ? "" : `: ${ended.error}`}`;
    const wrong = head.status >= 200 && head.status < 300 ? step.take(body, answered) : refused;
    if (wrong !== null) throw away(step.otherwise === undefined ? wrong : `${wrong}. ${step.otherwise}`);
  }
  return true;
}

/** @throws RefusalError when what was watched is not a stream, or not as its description says */
function paceOf(
  { end, status, notAStream, seen }: WatchedStream,
  route: StreamRoute,
  { protocol, target }: { readonly protocol: Protocol; readonly target: URL },
): Pace | null {
  const away = (what: string) => new RefusalError(unusable(target.href, what));
  if (notAStream !== null) throw away(notAStream);
  if (seen.count === 0) throw away(end.error ?? `it answered ${status} and sent no event in ${firstEventMs / 1_000} s`);
  const closed = end.why === "closed";
  if (closed && !seen.reachedEnd && !route.ends?.close) {
    throw new RefusalError(
      errors.badDescription(
        protocol.name,
        `A stream at ${target.href} ended after ${seen.count} event${seen.count === 1 ? "" : "s"}, but not in the way that "end" says. The first of them: ${seen.shown}.`,
        'Correct "end"; if the server closes at the end of a stream, add "close".',
      ),
    );
  }
  const { seq, index } = seen.first ?? { seq: -1, index: -1 };
  const isFirst = seq === 0 || (seq < 0 && index === 0);
  if (isFirst && route.publisher) return null; // the load decides how long its streams are
  if (isFirst) return paceFrom({ events: seen.numbered, ms: seen.ms, whole: seen.reachedEnd || closed });
  const what =
    seq < 0
      ? "has nothing that the description's proof could read"
      : `is number ${seq} of its stream, counted as the proof says`;
  throw new RefusalError(
    errors.badDescription(
      protocol.name,
      `The first event of a stream at ${target.href} ${what}: ${seen.shown}.`,
      'Correct "proof": where the number is, and "from": the first event\'s number (0 when absent).',
    ),
  );
}

/** A stream that we stopped reading is at least this long. */
function paceFrom({ events, ms, whole }: { events: number; ms: number; whole: boolean }): Pace | null {
  if (events < 2) return whole ? { events, intervalMs: 1 } : null;
  return { events, intervalMs: Math.max(1, Math.round(ms / (events - 1))) };
}
