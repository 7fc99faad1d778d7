import type { ConnectionPlan } from "./connection-plan.ts";

/** How long and how many events are read of an answer that is only looked at. */
const lookMs = 1_000;
const lookEvents = 50;
/** How long a server may keep a connection open to a client that has everything, in milliseconds. */
const afterEndMs = 3_000;

/** How long a planned cut waits for its bytes, beside two of the stream's pauses. In milliseconds. */
const cutWaitMs = 1_000;

/** How the connection is to end. */
type Mode = ConnectionPlan["cut"];

/** From the answer to the first event, or for the whole of an answer that is read for a fixed time. @returns milliseconds */
export function firstLimitMs(mode: Mode, { eventMs }: { readonly eventMs: number }): number {
  if (mode === "look") return lookMs;
  return mode === "after-end" ? afterEndMs : eventMs;
}

/**
 * How long a cut whose moment has come waits for the bytes that it is planned to cut in. A server that has sent everything may
 * leave the connection open: the client is cut then where it is. @returns milliseconds
 */
export function cutLimitMs(intervalMs: number, { eventMs }: { readonly eventMs: number }): number {
  return Math.min(eventMs, cutWaitMs + 2 * intervalMs);
}

/** Whether so many events are enough of an answer that is only looked at. */
export function hasLookedEnough(mode: Mode, events: number): boolean {
  return mode === "look" && events >= lookEvents;
}

/** What it means that the limit has passed: the planned cut (null), or an error of the server's, in words. */
export function limitPassed(mode: Mode, { eventMs }: { readonly eventMs: number }): string | null {
  if (mode === "look") return null;
  return mode === "after-end"
    ? `still open ${afterEndMs} ms after everything had been sent`
    : `no event in ${eventMs} ms`;
}
