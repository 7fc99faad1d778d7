import type { ClientRow } from "./row.ts";
import { draftForm } from "./runbook.ts";

/** Many clients at once: how they come back. They run with `--clients`. */
export const many: readonly ClientRow[] = [
  {
    name: "storm",
    theme: "many",
    many: true,
    does: "Lets all clients connect, asks for a pause of two seconds, and cuts all of them at one moment.",
    must: "All come back, none before its pause is over, and not all at one moment.",
    why: "A server that restarts is met by all its clients at once, and falls over again.",
    answers: [{ kind: "stream", upTo: 3, retryMs: 2_000 }, { kind: "stream" }],
    leftOpen: {
      "does-not-spread": "The standard allows a client to wait longer, but does not require it; --must-spread does.",
    },
  },
  {
    name: "draft-storm",
    theme: "many",
    protocol: "draft-graph",
    many: true,
    form: draftForm,
    does: "Lets all clients connect, cuts all of them at one moment, and answers the first resume of each with 503 and Retry-After: 2.",
    must: "All resume again, none before Retry-After is over, and not all at one moment.",
    why: "Each rolling restart cuts all clients of an instance at once.",
    answers: [
      { kind: "stream", upTo: 3, retryMs: null },
      { kind: "stream", retryMs: null },
    ],
    resumes: [
      { kind: "refusal", status: 503, headers: { "retry-after": "2" }, code: "SHUTTING_DOWN", after: "come-back" },
      { kind: "stream", retryMs: null },
    ],
    leftOpen: {
      "does-not-spread": "The contract lets a client wait longer, and does not ask for it; --must-spread does.",
    },
  },
];
