import type { LabRecord } from "../history/records.ts";
import { type Connection, connectionsOf, named, wasOpenAt } from "./connections.ts";
import { upper } from "./cursors.ts";
import type { LeftOpen } from "./findings.ts";
import { ms } from "./requests.ts";

/** A client that changes over may open the new connection before it closes the old one: so long both may be open. In milliseconds. */
const changeOverMs = 1_000;

/**
 * Tells where a client kept two connections with its stream open at once. The HTML standard lets an application open several, and the
 * contract does not forbid it, so it is left open.
 */
export function doubleConnections(records: readonly LabRecord[]): LeftOpen[] {
  const streams = connectionsOf(records).filter(({ answer }) => answer?.answer?.kind === "stream");
  const longest = streams
    .flatMap((first, at) =>
      streams.slice(at + 1).map((second) => ({ first, second, togetherMs: together(first, second) })),
    )
    .reduce<Pair | null>((most, pair) => (pair.togetherMs > (most?.togetherMs ?? changeOverMs) ? pair : most), null);
  if (longest === null) return [];
  const { first, second, togetherMs } = longest;
  const text = `${upper(named(first))} and ${named(second)} had the stream open at once for ${ms(togetherMs)}: each costs the server a connection, and a browser has six for one host over HTTP/1.1.`;
  return [{ what: "double-connection", text }];
}

/**
 * Whether a client opened the stream once more while it had it open, and not in place of the first. The lab's answers are those to one
 * reader: what one of two got, the other one lacks.
 */
export function openedTwice(records: readonly LabRecord[]): boolean {
  const connections = connectionsOf(records);
  const done = records.find((record) => record.k === "done");
  const isOver = (at: number) => done?.k === "done" && at >= done.at; // what is open then is closed with the row
  const wasLeft = ({ end }: Connection) => end?.how === "client" && !isOver(end.at);
  return connections.some(({ request: { cursor, resumes, at } }, second) => {
    const before = connections.slice(0, second);
    return cursor === null && !resumes && before.some((first) => wasOpenAt(first, at) && !wasLeft(first));
  });
}

interface Pair {
  readonly first: Connection;
  readonly second: Connection;
  readonly togetherMs: number;
}

/** How long both were open. One whose end nobody saw counts as closed at once. */
function together(first: Connection, second: Connection): number {
  const from = Math.max(first.answer?.at ?? 0, second.answer?.at ?? 0);
  return Math.min(first.end?.at ?? 0, second.end?.at ?? 0) - from;
}
