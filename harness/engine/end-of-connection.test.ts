import { expect, test } from "vitest";
import type { StreamRoute } from "../protocols/stream-reader.ts";
import { isResumableClose, type SeenOfConnection, saysGone, whyEnded } from "./end-of-connection.ts";

const stream = { status: 200, isStream: true };
const refusal = { status: 404, isStream: false };
const seen: SeenOfConnection = {
  ended: "closed",
  head: stream,
  broken: false,
  complete: false,
  gone: false,
  cutIsDue: false,
  halfEvent: false,
};
const close = { close: true, statuses: [] };
const status204 = { close: false, statuses: [204] };

test.each<{ claim: string; is: Partial<SeenOfConnection>; ends?: StreamRoute["ends"]; why: string }>([
  { claim: "a close before the last event", is: {}, why: "closed" },
  { claim: "a close after it", is: { complete: true }, why: "complete" },
  { claim: "a loss after it", is: { complete: true, ended: "error" }, why: "complete" },
  { claim: "our own hang-up after it", is: { complete: true, ended: "cut" }, why: "complete" },
  { claim: "a close where a close is the end", is: {}, ends: close, why: "complete" },
  { claim: "the same within an event", is: { halfEvent: true }, ends: close, why: "closed" },
  { claim: "a loss where a close is the end", is: { ended: "error" }, ends: close, why: "error" },
  { claim: "a limit where a close is the end", is: { ended: "timeout" }, ends: close, why: "timeout" },
  { claim: "our own cut where a close is the end", is: { ended: "cut" }, ends: close, why: "cut" },
  { claim: "a close just before our cut", is: { cutIsDue: true }, ends: close, why: "cut" },
  { claim: "a refusal that closes where a close is the end", is: { head: refusal }, ends: close, why: "refused" },
  { claim: "a status that is the end", is: { head: { ...refusal, status: 204 } }, ends: status204, why: "complete" },
  { claim: "the same status where it is not the end", is: { head: { ...refusal, status: 204 } }, why: "refused" },
  { claim: "another status", is: { head: refusal }, ends: status204, why: "refused" },
  { claim: "a refusal whose body was lost", is: { head: refusal, ended: "error" }, why: "refused" },
  { claim: "a refusal while the run stopped", is: { head: refusal, ended: "aborted" }, why: "aborted" },
  { claim: "no answer", is: { head: null, ended: "timeout" }, why: "timeout" },
  { claim: "a close without an answer", is: { head: null, ended: "error" }, ends: close, why: "error" },
  { claim: "bytes that are not events", is: { broken: true, ended: "cut" }, ends: close, why: "error" },
  { claim: "an event that says gone", is: { gone: true, ended: "cut" }, why: "refused" },
  { claim: "an event that says gone, with a close", is: { gone: true }, ends: close, why: "refused" },
  { claim: "the same while the run stopped", is: { gone: true, ended: "aborted" }, why: "aborted" },
  {
    claim: "a status that is the end, and to this client means gone",
    is: { gone: true, head: { ...refusal, status: 204 } },
    ends: status204,
    why: "refused",
  },
])("$claim", ({ is, ends, why }) => expect(whyEnded({ ...seen, ...is }, ends)).toBe(why));

test.each([
  { claim: "a close between two events", resumable: true },
  { claim: "a close within an event", halfEvent: true, resumable: false },
  { claim: "a loss", why: "error", resumable: false },
  { claim: "a close by a server that may not close now", mayBeClosed: false, resumable: false },
] as const)("$claim: the server may go on with it later ($resumable)", (row) => {
  const {
    why = "closed",
    halfEvent = false,
    mayBeClosed = true,
    resumable,
  } = row as typeof row & {
    why?: "closed";
    halfEvent?: boolean;
    mayBeClosed?: boolean;
  };
  const route = { mayBeClosed } as unknown as StreamRoute;
  expect(isResumableClose(why, { halfEvent }, route)).toBe(resumable);
  expect(isResumableClose(why, { halfEvent }, undefined)).toBe(false);
});

test.each([
  { claim: "an answer to a resume", status: 410, resumes: true, gone: true },
  { claim: "another answer to a resume", status: 503, resumes: true, gone: false },
  { claim: "an answer to a start, which has nothing to lose", status: 410, resumes: false, gone: false },
])("gone is said by $claim", ({ status, resumes, gone }) => {
  const route = { goneStatuses: [404, 410] } as unknown as StreamRoute;
  expect(saysGone(status, { resumes, route })).toBe(gone);
  expect(saysGone(status, { resumes, route: undefined })).toBe(false);
});
