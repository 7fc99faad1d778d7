import type { ClientRow } from "./row.ts";

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
];
