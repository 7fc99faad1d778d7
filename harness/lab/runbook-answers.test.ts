import { expect, test } from "vitest";
import { type ApiError, refuse } from "../../reference-server/http/api-error.ts";
import type { RefusalAnswer } from "../../rows/client/row.ts";
import { runbook } from "../../rows/client/runbook.ts";

/** What the reference server answers in each row's place. */
const answers: Readonly<Record<string, ApiError>> = {
  "token-expired": refuse.tokenExpired(),
  "secret-rotated": refuse.tokenInvalid(),
  "redis-away": refuse.redisUnavailable(),
  "buffer-trimmed": refuse.bufferTrimmed(4, 5),
  "state-lost": refuse.stateNotFound("unknown_stream"),
  "rate-limited": refuse.rateLimited(1),
  draining: refuse.shuttingDown(),
  "resume-unavailable": refuse.resumeUnavailable(),
};

const refusals = runbook.flatMap(({ name, cause, resumes = [] }) =>
  resumes.flatMap((answer) => (answer.kind === "refusal" ? [{ name: cause ?? name, answer }] : [])),
);

test("each refusal of the reference server has its row", () => {
  expect(refusals.map(({ name }) => name).sort()).toEqual(Object.keys(answers).sort());
});

test.each(refusals)("$name is refused as the reference server does it", ({ name, answer }) => {
  const own = answers[name] as ApiError;
  const { status, code, details = {}, headers = {} } = answer satisfies RefusalAnswer;
  expect({ status, code, details, retryAfterSec: Number(headers["retry-after"] ?? 0) }).toEqual({
    status: own.status,
    code: own.code,
    details: own.details,
    retryAfterSec: own.retryAfterSec ?? 0,
  });
});
