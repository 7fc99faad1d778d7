import type { Agent } from "node:http";
import type { HistorySink } from "../history/writer.ts";
import type { ClientPolicy } from "../plan/scenario.ts";
import type { Protocol } from "../protocols/protocol.ts";
import type { ExchangeLimits } from "./exchange.ts";

/** What all clients of one face share. */
export interface FaceContext {
  readonly protocol: Protocol;
  /** Base URLs; a client comes back to the same one or the next. At least one. */
  readonly instances: readonly URL[];
  readonly headers: Readonly<Record<string, string>>;
  readonly agent: Agent;
  readonly policy: ClientPolicy;
  readonly limits: ExchangeLimits;
  readonly sink: HistorySink;
  readonly signal: AbortSignal;
  readonly live: LiveCounts;
  /** Milliseconds since the face's start, to a hundredth. */
  now(): number;
  /** The number of a stream that replaces another. */
  nextStream(): number;
}

/** Counts for the progress display only; the judge reads the history. */
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
