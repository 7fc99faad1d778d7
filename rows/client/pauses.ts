import type { ClientRow } from "./row.ts";

/** How long a client waits before it comes back. */
const theme = "pause";
const withId = "id: {id}\ndata: {data}\n\n";

export const pauses: readonly ClientRow[] = [
  {
    name: "retry",
    theme,
    does: "Asks for a pause of 700 ms with `retry:`, and cuts.",
    must: "The client comes back after 700 ms or later.",
    why: "A client with a pause of its own ignores the server's.",
    answers: [{ kind: "stream", upTo: 3, retryMs: 700 }, { kind: "stream" }],
  },
  {
    name: "retry-changed",
    theme,
    does: "Asks for 100 ms, then for 800 ms, and cuts each time.",
    must: "The newest `retry:` is in force.",
    why: "A client that keeps the first one comes too soon.",
    answers: [{ kind: "stream", upTo: 2, retryMs: 100 }, { kind: "stream", upTo: 4, retryMs: 800 }, { kind: "stream" }],
  },
  {
    name: "retry-invalid",
    theme,
    does: "Asks for 600 ms, then sends `retry:` values that are not whole numbers, and cuts.",
    must: "They are ignored: 600 ms stay in force.",
    why: "A client that reads them as NaN or 0 comes back at once.",
    form: {
      blocks: [withId, "retry: soon\nretry: 1s\nretry:\nretry: -1\nretry: 0.5\nid: {id}\ndata: {data}\n\n", withId],
    },
    answers: [{ kind: "stream", upTo: 3, retryMs: 600 }, { kind: "stream" }],
  },
  {
    name: "away-at-start",
    theme,
    does: "Answers 500 for three seconds, before the first stream.",
    must: "A client that asks again does so at most ten times a second.",
    why: "Without a pause a broken server is kept down by its clients.",
    answers: [{ kind: "refusal", status: 500, forMs: 3_000, after: "open" }, { kind: "stream" }],
  },
  {
    name: "away-at-resume",
    theme,
    does: "Cuts, drops each connection without an answer for three seconds, and comes back.",
    must: "A client that asks again does so at most ten times a second, and still has its cursor.",
    why: "A client handles a failed connection in other code than a cut; the cursor or the pause may be lost there.",
    answers: [
      { kind: "stream", upTo: 3, retryMs: null },
      { kind: "refusal", status: 0, forMs: 3_000, after: "open" },
      { kind: "stream" },
    ],
  },
];
