import type { LabRecord } from "../history/records.ts";
import { type Connection, connectionsOf, endedAt, named, wasOpenAt } from "./connections.ts";
import { upper } from "./cursors.ts";
import type { ClientFinding, LeftOpen } from "./findings.ts";
import { ms } from "./requests.ts";

/** What clocks and timers may be off, in milliseconds and as a share of the wait. */
const slackMs = 20;
const slackShare = 0.02;
/** More requests than this within a second hammer a server that gave no pause of its own. */
const mostPerSecond = 10;
/** A second, less what a busy lab may see a request late: the requests behind a late one look closer than they were. In milliseconds. */
const crowdedMs = 900;

export interface PaceRules {
  /** Whether `retry:` counts. A client that ignores it does so in each row, so the rows about pauses count it. */
  readonly retryCounts: boolean;
}

/**
 * Judges the pauses: none shorter than the stream's `retry:` (HTML standard, 9.2.3) or the answer's `Retry-After` (RFC 9110, 10.2.3),
 * and no storm of requests where the server named none.
 */
export function judgePace(records: readonly LabRecord[], { retryCounts }: PaceRules): ClientFinding[] {
  const connections = connectionsOf(records);
  const findings: ClientFinding[] = [];
  let retryMs: number | null = null;
  for (const [at, connection] of connections.entries()) {
    for (const sent of connection.sent) retryMs = sent.retryMs ?? retryMs;
    const next = connections[at + 1];
    const finding = next ? tooSoon(connection, next, retryCounts ? retryMs : null) : null;
    if (finding) findings.push(finding);
  }
  return [...findings, ...hammering(connections)];
}

function tooSoon(connection: Connection, next: Connection, retryMs: number | null): ClientFinding | null {
  const { answer, end, request } = connection;
  const wasStream = answer?.answer?.kind === "stream";
  if (wasStream && (end === null || end.how === "client")) return null; // it left by itself
  if (wasOpenAt(connection, next.request.at)) return null;
  const asked = wasStream ? retryMs : (answer?.retryAfterMs ?? null);
  if (asked === null || asked === 0) return null;
  const paused = next.request.at - endedAt(connection);
  if (paused >= asked - slackMs - asked * slackShare) return null;
  const who = wasStream ? "retry:" : "Retry-After";
  const text = `${upper(named(next))} came ${ms(Math.max(0, paused))} after ${named({ ...connection, request })} was over; ${who} asked for ${ms(asked)}.`;
  return { kind: "came-too-soon", text, at: next.request.at, request: next.request.r };
}

/** The most requests within a second, of those that came before the server named a pause. */
function hammering(connections: readonly Connection[]): ClientFinding[] {
  const named = connections.findIndex(({ sent }) => sent.some(({ retryMs }) => retryMs !== null));
  const unasked = named < 0 ? connections : connections.slice(0, named + 1);
  const times = unasked.map(({ request }) => request.at);
  let most = 0;
  let from = 0;
  for (const [to, time] of times.entries()) {
    while (time - (times[from] as number) >= crowdedMs) from++;
    most = Math.max(most, to - from + 1);
  }
  if (most <= mostPerSecond) return [];
  const text = `It asked ${most} times within a second; the limit is ${mostPerSecond}.`;
  return [{ kind: "hammers", text, at: times[0] ?? null }];
}

/** Fewer pauses than this show no growth. */
const fewestPauses = 4;
/** A last pause that is so many times the first one has grown. */
const grown = 1.5;

/** Tells where a client's pauses do not grow while a server is away. No standard asks for that, so it is left open. */
export function pausesThatStay(records: readonly LabRecord[]): LeftOpen[] {
  const connections = connectionsOf(records);
  const pauses = connections.flatMap((connection, at) => {
    const next = connections[at + 1];
    const answer = connection.answer?.answer;
    const isAway = answer?.kind === "refusal" && (answer.after === "come-back" || answer.after === "open");
    const refused = isAway && connection.answer?.retryAfterMs === null;
    return next && refused ? [next.request.at - endedAt(connection)] : [];
  });
  const [first] = pauses;
  const last = pauses.at(-1);
  if (first === undefined || last === undefined || pauses.length < fewestPauses || last > first * grown) return [];
  const text = `Its pauses did not grow while the server was away: ${ms(first)} at first, ${ms(last)} after ${pauses.length} attempts.`;
  return [{ what: "pauses", text }];
}
