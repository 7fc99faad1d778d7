import type { CloseRecord, DoneRecord, Role } from "../history/records.ts";
import type { ClientPolicy } from "./scenario.ts";

/**
 * How a client behaves: when it comes back, how long it waits before, when it gives up. Both engines follow these rules.
 *
 * Pure, and without node's APIs: it is part of the script that k6 runs.
 */

/** After so many connections in a row without a new event, a client gives its stream up. */
export const fruitlessLimit = 5;
/** Attempts for one stream in total, so that no server can keep a client busy forever. */
export const attemptLimit = 60;
/** The pause after an unplanned cut when the server sent no `retry:`, in milliseconds. */
export const unplannedPauseMs = 200;
/** The longest pause that a stream's `retry:` may ask for, in milliseconds: a run has to end. */
export const longestPauseMs = 60_000;
/** Clients that were told the same wait are spread over this time, in milliseconds. */
export const spreadMs = 250;

/** How a connection ended, as far as the client's next step depends on it. */
export interface ConnectionOutcome {
  readonly why: CloseRecord["why"];
  /** Whether new events came. */
  readonly delivered: boolean;
  /** The final graph came, but events before it are missing. */
  readonly partial: boolean;
  /** The server closed it as its protocol lets it at any time, and goes on when the client comes back. Absent: no. */
  readonly resumable?: boolean;
}

export interface ClientState {
  readonly role: Role;
  /** Resume attempts so far, without those that followed a close that the protocol lets the server make at any time. */
  readonly attempts: number;
  /** Connections in a row without a new event, including the last one. */
  readonly fruitless: number;
  /** Whether it has what a resume needs: a token, or a route of its own. */
  readonly canResume: boolean;
  /** The run has stopped. */
  readonly stopped: boolean;
}

/**
 * A planned cut is not the server's fault, so it does not count. Nor does a close that its protocol lets it make: a server that is
 * polled may have nothing new many times.
 */
export function fruitlessAfter({ why, delivered, resumable }: ConnectionOutcome, before: number): number {
  if (delivered || why === "cut") return 0;
  return resumable ? before : before + 1;
}

/** @returns how the stream ended for its client, or null when the client comes back */
export function doneAfter(end: ConnectionOutcome, client: ClientState): DoneRecord["outcome"] | null {
  if (end.why === "complete") return end.partial ? "partial" : "complete";
  if (client.stopped) return end.why === "aborted" ? "aborted" : "gave-up";
  if (client.role === "orphan") return "orphaned";
  if (end.why === "refused" || !client.canResume) return "gave-up";
  return client.fruitless >= fruitlessLimit || client.attempts >= attemptLimit ? "gave-up" : null;
}

/**
 * The pause before a client comes back, in milliseconds.
 *
 * @param cut the planned cut that ended the connection; null for any other end
 * @param askedMs what the stream's last `retry:` asked for (HTML standard, 9.2.6); null without one
 * @param end how the connection ended. Closes with nothing new do not use up attempts, so there is a pause between them in any case
 */
export function pauseMs(
  cut: { readonly awayMs: number } | null,
  askedMs: number | null,
  end: Pick<ConnectionOutcome, "delivered" | "resumable">,
): number {
  if (cut !== null) return cut.awayMs;
  const pause = askedMs === null ? unplannedPauseMs : Math.min(askedMs, longestPauseMs);
  return end.resumable && !end.delivered ? Math.max(pause, unplannedPauseMs) : pause;
}

export interface RefusedAttempt {
  /** The stream's number: it spreads the clients. */
  readonly s: number;
  /** Undefined: the refusal named no wait, so it is final. */
  readonly retryAfterMs: number | undefined;
  /** How often this attempt has been retried already. */
  readonly retry: number;
  /** Resume attempts of the stream so far. */
  readonly attempts: number;
}

/** @returns the wait before a refused attempt is tried again, in milliseconds, or null when the refusal is final */
export function waitMs(refused: RefusedAttempt, { retries }: Pick<ClientPolicy, "retries">): number | null {
  const { s, retryAfterMs, retry, attempts } = refused;
  if (retryAfterMs === undefined || retry >= retries || attempts >= attemptLimit) return null;
  return retryAfterMs + ((s * 37) % spreadMs);
}

/** Whether the client opens a new stream in place of the one that it gave up. It does so once. */
export function startsAnew(
  outcome: DoneRecord["outcome"],
  role: Role,
  { startAnew }: Pick<ClientPolicy, "startAnew">,
): boolean {
  return outcome === "gave-up" && startAnew && role !== "restart";
}

/** A late client's first return comes after its token has expired, on purpose. All other returns are a user's. */
export function intentOf(role: Role, cutsMade: number): "late" | "return" {
  return role === "late" && cutsMade === 1 ? "late" : "return";
}
