import type { Liar } from "../liar.ts";
import { answerResumes, insteadOf, refusal } from "../lies/false-answers.ts";

/** Servers that refuse tokens that they must accept, and refusals that leak a secret. */
export const goodTokensRefused: readonly Liar[] = [
  {
    name: "refuse-good-401",
    says: "refuses a good token as invalid",
    expect: { answer: "401 RESUME_TOKEN_INVALID" },
    lie: answerResumes("always", () => refusal(401, "RESUME_TOKEN_INVALID")),
  },
  {
    name: "refuse-good-404",
    says: "does not know a stream that it has",
    expect: { answer: "404 STREAM_STATE_NOT_FOUND" },
    lie: answerResumes("always", () => refusal(404, "STREAM_STATE_NOT_FOUND", { reason: "unknown_stream" })),
  },
  {
    name: "refuse-good-410",
    says: "refuses a token as expired that has a quarter of an hour left",
    expect: { finding: "wrongly-refused" },
    lie: answerResumes("always", () => refusal(410, "RESUME_TOKEN_EXPIRED")),
  },
  {
    name: "refuse-trimmed",
    says: "says that events were trimmed which it has",
    expect: { answer: "410 BUFFER_TRIMMED" },
    lie: answerResumes("always", () => refusal(410, "BUFFER_TRIMMED", { requested_seq: 5, first_available_seq: 9 })),
  },
  {
    name: "expired-for-invalid",
    says: "calls a forged token expired: 410 instead of 401",
    expect: { finding: "wrongly-refused" },
    load: { probesAtEnd: ["forged"] },
    lie: insteadOf(401, () => refusal(410, "RESUME_TOKEN_EXPIRED")),
  },
  {
    name: "invalid-for-expired",
    says: "calls an expired token invalid: 401 instead of 410",
    expect: { finding: "wrongly-refused" },
    load: { role: "late", server: "short-lived", cut: { awayMs: [2_400, 2_600] } },
    lie: insteadOf(410, () => refusal(401, "RESUME_TOKEN_INVALID")),
  },
  {
    name: "leak-secret",
    says: "shows its signing secret in an error's details",
    expect: { finding: "leaked" },
    load: { probesAtEnd: ["forged"] },
    lie: insteadOf(401, (_answer, _request, { secret }) => refusal(401, "RESUME_TOKEN_INVALID", { tried: [secret] })),
  },
  {
    name: "leak-token",
    says: "repeats the token that was sent in an error's details",
    expect: { finding: "leaked" },
    load: { probesAtEnd: ["other-key"] },
    lie: insteadOf(401, (_answer, { headers }) =>
      refusal(401, "UNAUTHENTICATED", { token: headers["x-resume-token"] }),
    ),
  },
];
