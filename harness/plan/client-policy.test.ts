import { describe, expect, test } from "vitest";
import {
  attemptLimit,
  type ClientState,
  type ConnectionOutcome,
  doneAfter,
  fruitlessAfter,
  fruitlessLimit,
  intentOf,
  longestPauseMs,
  pauseMs,
  type RefusedAttempt,
  spreadMs,
  startsAnew,
  unplannedPauseMs,
  waitMs,
} from "./client-policy.ts";

const lost: ConnectionOutcome = { why: "error", delivered: true, partial: false };
const client: ClientState = { role: "cut", attempts: 1, fruitless: 0, canResume: true, stopped: false };

describe("after a connection", () => {
  test.each<{ claim: string; end?: Partial<ConnectionOutcome>; is?: Partial<ClientState>; done: string | null }>([
    { claim: "that was lost the client comes back", done: null },
    { claim: "that was cut as planned it comes back", end: { why: "cut" }, done: null },
    { claim: "that the server closed early it comes back", end: { why: "closed" }, done: null },
    { claim: "that ran into a limit it comes back", end: { why: "timeout" }, done: null },
    { claim: "that reached the end it is done", end: { why: "complete" }, done: "complete" },
    { claim: "that reached the end in part it says so", end: { why: "complete", partial: true }, done: "partial" },
    {
      claim: "that reached the end it is done, though the run stopped",
      end: { why: "complete" },
      is: { stopped: true },
      done: "complete",
    },
    { claim: "that was refused it gives up", end: { why: "refused" }, done: "gave-up" },
    { claim: "without anything to resume by it gives up", is: { canResume: false }, done: "gave-up" },
    { claim: "an orphan's client does not come back", end: { why: "cut" }, is: { role: "orphan" }, done: "orphaned" },
    {
      claim: "that the run's stop ended it is aborted",
      end: { why: "aborted" },
      is: { stopped: true },
      done: "aborted",
    },
    { claim: "that was lost just before the run's stop it gives up", is: { stopped: true }, done: "gave-up" },
    { claim: "the fifth in a row without an event it gives up", is: { fruitless: fruitlessLimit }, done: "gave-up" },
    { claim: "the fourth it does not", is: { fruitless: fruitlessLimit - 1 }, done: null },
    { claim: "the sixtieth attempt was its last", is: { attempts: attemptLimit }, done: "gave-up" },
  ])("$claim", ({ end, is, done }) => {
    expect(doneAfter({ ...lost, ...end }, { ...client, ...is })).toBe(done);
  });

  test.each<{ claim: string; end: Partial<ConnectionOutcome>; fruitless: number }>([
    { claim: "new events make up for all before", end: {}, fruitless: 0 },
    { claim: "a planned cut is not a failure", end: { why: "cut", delivered: false }, fruitless: 0 },
    { claim: "an end without an event is one more", end: { delivered: false }, fruitless: 4 },
    { claim: "a close without an event, too", end: { why: "closed", delivered: false }, fruitless: 4 },
    {
      claim: "not where the server may close at any time",
      end: { why: "closed", delivered: false, resumable: true },
      fruitless: 3,
    },
    { claim: "where new events came before it", end: { why: "closed", resumable: true }, fruitless: 0 },
  ])("$claim", ({ end, fruitless }) => expect(fruitlessAfter({ ...lost, ...end }, 3)).toBe(fruitless));
});

describe("the pause before a return", () => {
  const poll = { delivered: false, resumable: true };
  type Row = { claim: string; cut: { awayMs: number } | null; askedMs: number | null; end?: typeof poll; ms: number };
  test.each<Row>([
    { claim: "is the plan's after a planned cut", cut: { awayMs: 1_500 }, askedMs: null, ms: 1_500 },
    { claim: "is the plan's, whatever retry: asks for", cut: { awayMs: 1_500 }, askedMs: 9_000, ms: 1_500 },
    { claim: "is short after a loss", cut: null, askedMs: null, ms: unplannedPauseMs },
    { claim: "is what retry: asks for after a loss", cut: null, askedMs: 700, ms: 700 },
    { claim: "may be none", cut: null, askedMs: 0, ms: 0 },
    { claim: "is never longer than a minute", cut: null, askedMs: Number.POSITIVE_INFINITY, ms: longestPauseMs },
    {
      claim: "is what retry: asks for after a close that may come at any time",
      cut: null,
      askedMs: 700,
      end: poll,
      ms: 700,
    },
    {
      claim: "is never none while a server is polled for nothing",
      cut: null,
      askedMs: 0,
      end: poll,
      ms: unplannedPauseMs,
    },
    { claim: "may be none after new events", cut: null, askedMs: 0, end: { delivered: true, resumable: true }, ms: 0 },
  ])("$claim", ({ cut, askedMs, end = lost, ms }) => expect(pauseMs(cut, askedMs, end)).toBe(ms));
});

describe("a refused attempt", () => {
  const refused: RefusedAttempt = { s: 0, retryAfterMs: 1_000, retry: 0, attempts: 1 };
  test.each<{ claim: string; is: Partial<RefusedAttempt>; retries?: number; ms: number | null }>([
    { claim: "is tried again after the wait in the answer", is: {}, ms: 1_000 },
    { claim: "of another stream a little later", is: { s: 3 }, ms: 1_111 },
    { claim: "without a wait is final", is: { retryAfterMs: undefined }, ms: null },
    { claim: "is final for clients that do not retry", is: {}, retries: 0, ms: null },
    { claim: "is final after as many retries as the policy allows", is: { retry: 2 }, ms: null },
    { claim: "is final when the stream's attempts are used up", is: { attempts: attemptLimit }, ms: null },
  ])("$claim", ({ is, retries = 2, ms }) => expect(waitMs({ ...refused, ...is }, { retries })).toBe(ms));

  test("clients that were told the same wait come back at different times, within a quarter of a second", () => {
    const waits = Array.from({ length: spreadMs }, (_, s) => waitMs({ ...refused, s }, { retries: 1 }) ?? -1);
    expect(new Set(waits).size).toBe(spreadMs);
    expect(Math.max(...waits)).toBeLessThan(1_000 + spreadMs);
  });
});

test.each([
  { claim: "a client whose stream is lost starts anew", outcome: "gave-up", role: "cut", startAnew: true, anew: true },
  { claim: "not where the plan says no", outcome: "gave-up", role: "cut", startAnew: false, anew: false },
  { claim: "not a second time", outcome: "gave-up", role: "restart", startAnew: true, anew: false },
  { claim: "not after the end", outcome: "complete", role: "cut", startAnew: true, anew: false },
  { claim: "not when the run stops", outcome: "aborted", role: "cut", startAnew: true, anew: false },
] as const)("$claim", ({ outcome, role, startAnew, anew }) => {
  expect(startsAnew(outcome, role, { startAnew })).toBe(anew);
});

test.each([
  { claim: "a late client's first return is late", role: "late", cuts: 1, intent: "late" },
  { claim: "its second is a user's", role: "late", cuts: 2, intent: "return" },
  { claim: "any other client's is a user's", role: "cut", cuts: 1, intent: "return" },
] as const)("$claim", ({ role, cuts, intent }) => expect(intentOf(role, cuts)).toBe(intent));
