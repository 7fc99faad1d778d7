import type { Answer, ClientRow, Form, ReferenceFace, RefusalAnswer } from "./row.ts";

/**
 * The runbook's causes, and the other refusals of the contract (docs/contract.md, Resume), for clients of draft-graph. They start at
 * `{url}/assist/draft-graph/stream` and resume at `{url}/assist/draft-graph/resume`.
 */
const protocol = "draft-graph";
const theme = "runbook";

export const draftForm: Form = {
  blocks: [
    'event: stage\nid: 0\ndata: {"stage":"DRAFTING","payload":{data}}\n\nevent: resume\nid: 1\ndata: {"token":"{token}"}\n\n',
    'event: stage\nid: {id}\ndata: {"stage":"DRAFTING","payload":{data}}\n\n',
    'event: stage\nid: {id}\ndata: {"stage":"DRAFTING","payload":{data}}\n\n',
    'event: stage\nid: {id}\ndata: {"stage":"DRAFTING","payload":{data}}\n\n',
    'event: stage\nid: {id}\ndata: {"stage":"DRAFTING","payload":{data}}\n\n',
    'event: stage\nid: {id}\ndata: {"stage":"COMPLETE","payload":{data}}\n\n',
  ],
};

const cutThenWhole: readonly Answer[] = [
  { kind: "stream", upTo: 3, retryMs: null },
  { kind: "stream", retryMs: null },
];
const form = draftForm;
const rest: Answer = { kind: "stream", retryMs: null };
const final = "The client starts a new stream, and never resumes the old one again.";

function refused(
  row: Pick<ClientRow, "name" | "does" | "must" | "why">,
  answer: Omit<RefusalAnswer, "kind">,
): ClientRow {
  return { ...row, theme, protocol, form, answers: cutThenWhole, resumes: [{ kind: "refusal", ...answer }, rest] };
}

interface Cause {
  readonly cause: string;
  readonly does: string;
  readonly must: string;
  readonly why: string;
  /** What the runbook does about it, as a part of a sentence. */
  readonly fix: string;
  readonly answer: Omit<RefusalAnswer, "kind">;
  readonly inject: ReferenceFace;
  readonly fixed: ReferenceFace;
}

/** The cause in place, and the runbook's fix in place: the same client must do something else. */
function twoFaces({ cause, does, must, why, fix, answer, inject, fixed }: Cause): readonly ClientRow[] {
  const common = { cause, theme, protocol, form, answers: cutThenWhole } as const;
  const neverRefused: ClientRow["leftOpen"] = {
    "did-not-resume": "The contract does not forbid it. So it was never refused, and how it takes that is not shown.",
  };
  return [
    {
      ...common,
      ...{ name: `${cause}.inject`, face: "inject", does, must, why },
      resumes: [{ kind: "refusal", ...answer }, rest],
      reference: inject,
      ...(answer.after === "come-back" ? {} : { leftOpen: neverRefused }),
    },
    {
      ...common,
      name: `${cause}.fixed`,
      face: "fixed",
      does: `Cuts a draft; ${fix}, so the resume is answered.`,
      must: "The client resumes with its token; each event comes once.",
      why: "A client that starts anew here pays for a draft that it could have had.",
      resumes: [rest],
      reference: fixed,
      leftOpen: {
        "did-not-resume":
          "The contract does not forbid it, but the fix was in place and the resume would have been answered.",
      },
    },
  ];
}

const retryAfter = { "retry-after": "1" };
/** A stream of about a second and a half. A client that is away for longer gets the rest out of the buffer. */
const usualServer = { REFERENCE_EVENTS: "30", REFERENCE_INTERVAL_MS: "50" };
/** The stream that is cut runs for half a minute, so that it still runs when the client is back; the new one is short. */
const longServer = { REFERENCE_EVENTS: "200", REFERENCE_INTERVAL_MS: "150" };

export const runbook: readonly ClientRow[] = [
  {
    name: "draft-cut",
    theme,
    protocol,
    form,
    does: "Cuts a draft after three events.",
    must: "The client resumes with its token; each event comes once.",
    why: "Without this nothing else can be judged.",
    answers: cutThenWhole,
    resumes: [rest],
  },
  {
    name: "draft-cut-again",
    theme,
    protocol,
    form,
    does: "Cuts a draft, and its resume twice more before a new event.",
    must: "The client resumes each time, from the last whole event.",
    why: "A client that forgets its token at the second cut starts from the beginning.",
    answers: cutThenWhole,
    resumes: [
      { kind: "stream", upTo: 3, retryMs: null },
      { kind: "stream", upTo: 3, half: "in-line", retryMs: null },
      rest,
    ],
  },
  ...twoFaces({
    cause: "token-expired",
    does: "Answers the resume with 410 RESUME_TOKEN_EXPIRED.",
    must: final,
    why: "The runbook's cause 1.",
    fix: "its token lives longer than the client was away (SSE_SNAPSHOT_TTL_SEC)",
    answer: { status: 410, code: "RESUME_TOKEN_EXPIRED", after: "start-anew" },
    inject: { server: { ...usualServer, SSE_SNAPSHOT_TTL_SEC: "1" }, silentMs: 2_500 },
    fixed: { server: { ...usualServer, SSE_SNAPSHOT_TTL_SEC: "60" }, silentMs: 2_500 },
  }),
  ...twoFaces({
    cause: "secret-rotated",
    does: "Answers the resume with 401 RESUME_TOKEN_INVALID.",
    must: final,
    why: "The runbook's cause 2.",
    fix: "both secrets are accepted while the new one comes in (scripts/rotate-hmac.mjs --gradual)",
    answer: { status: 401, code: "RESUME_TOKEN_INVALID", after: "start-anew" },
    inject: { server: usualServer, fault: "secret-replaced", silentMs: 500 },
    fixed: { server: usualServer, fault: "secret-rotated", silentMs: 500 },
  }),
  ...twoFaces({
    cause: "redis-away",
    does: "Answers the resume with 404 redis_unavailable and Retry-After: 1, once.",
    must: "The client resumes again after a second or later.",
    why: "The runbook's cause 3: the stream is still there, so a new one wastes it.",
    fix: "Redis is back before the client is",
    answer: {
      status: 404,
      headers: retryAfter,
      code: "STREAM_STATE_NOT_FOUND",
      details: { reason: "redis_unavailable" },
      after: "come-back",
    },
    inject: { server: usualServer, fault: "redis-paused", undone: "once-refused", silentMs: 500 },
    fixed: { server: usualServer, fault: "redis-paused", undone: "before-the-cut", silentMs: 2_500 },
  }),
  ...twoFaces({
    cause: "buffer-trimmed",
    does: "Answers the resume with 410 BUFFER_TRIMMED.",
    must: final,
    why: "The runbook's cause 4.",
    fix: "the buffer holds what the client lacks (SSE_BUFFER_MAX_EVENTS)",
    answer: {
      status: 410,
      code: "BUFFER_TRIMMED",
      details: { requested_seq: 4, first_available_seq: 5 },
      after: "start-anew",
    },
    inject: {
      server: { ...longServer, SSE_BUFFER_MAX_EVENTS: "4" },
      second: { ...usualServer, SSE_BUFFER_MAX_EVENTS: "256" },
      silentMs: 2_500,
    },
    fixed: { server: { ...usualServer, SSE_BUFFER_MAX_EVENTS: "256" }, silentMs: 2_500 },
  }),
  refused(
    {
      name: "state-lost",
      does: "Answers the resume with 404 unknown_stream.",
      must: final,
      why: "A 404 is retried for redis_unavailable only.",
    },
    { status: 404, code: "STREAM_STATE_NOT_FOUND", details: { reason: "unknown_stream" }, after: "start-anew" },
  ),
  refused(
    {
      name: "rate-limited",
      does: "Answers the resume with 429 and Retry-After: 1, once.",
      must: "The client resumes again after a second or later.",
      why: "A client that comes at once makes the overload last.",
    },
    { status: 429, headers: retryAfter, code: "RATE_LIMITED", after: "come-back" },
  ),
  refused(
    {
      name: "draining",
      does: "Answers the resume with 503 SHUTTING_DOWN and Retry-After: 1, once.",
      must: "The client resumes again after a second or later; another instance answers.",
      why: "Each rolling restart answers so.",
    },
    { status: 503, headers: retryAfter, code: "SHUTTING_DOWN", after: "come-back" },
  ),
  refused(
    {
      name: "resume-unavailable",
      does: "Answers the resume with 426 RESUME_UNAVAILABLE.",
      must: "The client goes on without resume.",
      why: "It has to tell its user, or to start again; the contract says no more.",
    },
    { status: 426, code: "RESUME_UNAVAILABLE", details: { upgrade: "resume=unsupported" }, after: "open" },
  ),
];
