import type { FaultKind } from "../../harness/plan/scenario.ts";

/**
 * One way in which a server treats a client, with a verdict of its own. The harness plays the server. A row is data without code, so that
 * it can be listed and checked.
 *
 * A stream has `events` provable events, numbered from 0. Event n has the id n + 1 unless the form says otherwise.
 */
export interface ClientRow {
  readonly name: string;
  readonly theme: ClientTheme;
  /** What the server does. */
  readonly does: string;
  /** What the client must do, and why one may miss it. */
  readonly must: string;
  readonly why: string;
  /** How the client speaks. Absent: `event-source`. */
  readonly protocol?: ClientProtocol;
  /** Events of the stream. Absent: 6. */
  readonly events?: number;
  /** How events are written. Absent: `id`, `data` and a blank line, ended by LF. */
  readonly form?: Form;
  /** The answers to the client's first request, its second and so on. The last one is repeated. */
  readonly answers: readonly Answer[];
  /** The same for requests to the route that resumes, where the protocol has one of its own. */
  readonly resumes?: readonly Answer[];
  /** Findings that the standard leaves open here, with the reason. They are reported, and are not a failure. */
  readonly leftOpen?: Readonly<Partial<Record<FindingKind, string>>>;
  /** What the client does after the stream's end counts here too: the 204 must stop it. */
  readonly untilStop?: true;
  /** It is about many clients at once and needs `--clients`. */
  readonly many?: true;
  /** The cause that it shows, where a row of the same cause shows the fix. `--rows` takes both by this name. */
  readonly cause?: string;
  /** `inject`: the cause is there. `fixed`: the runbook's fix is in place. */
  readonly face?: "inject" | "fixed";
  /** How the reference server is brought to give these answers itself. Absent: the lab plays them. */
  readonly reference?: ReferenceFace;
}

/** One face of a cause on a real reference server. The client's connection falls silent, the cause happens, and then it is cut. */
export interface ReferenceFace {
  /** Settings of the server (contract, Settings). */
  readonly server: Readonly<Record<string, string>>;
  /** Settings of a second instance, which answers all that is asked after the cut. Absent: there is one. */
  readonly second?: Readonly<Record<string, string>>;
  /** What happens to the server while the connection is silent. */
  readonly fault?: FaultKind;
  /** When that is undone. `before-the-cut`: the client never sees it. `once-refused`: after its first refusal. Absent: it is not. */
  readonly undone?: "before-the-cut" | "once-refused";
  /** From the last event that the client gets to the cut, in milliseconds. */
  readonly silentMs: number;
}

export type ClientTheme = "form" | "cut" | "cursor" | "pause" | "answer" | "server" | "runbook" | "many";
export type ClientProtocol = "event-source" | "draft-graph";

/** What a client may do wrong; what explains others comes before them. */
export const findingKinds = [
  "foreign",
  "cursor-missing",
  "cursor-stale",
  "cursor-too-new",
  "retried-for-good",
  "did-not-start-anew",
  "did-not-resume",
  "gave-up",
  "hangs",
  "half-event",
  "corrupted",
  "lost",
  "duplicated",
  "reordered",
  "lost-credentials",
  "changed-request",
  "hammers",
  "came-too-soon",
  "does-not-spread",
] as const;
export type FindingKind = (typeof findingKinds)[number];

/**
 * How events are written. A block is a text in which `{id}` is the event's id, `{data}` its data in one line, `{first}` and
 * `{rest}` the same in two lines, `{n}` its number, `{token}` a new resume token. Event n is written with block n; the last one is repeated.
 */
export interface Form {
  readonly blocks: readonly string[];
  /** What ends a line in place of LF. */
  readonly newline?: "\r\n" | "\r";
  /** Sent once, before the first event. */
  readonly prologue?: string;
  /** Where the data hold the cursor, which is the number n + 1, and what the last event's data hold at the end: JSON pointers. */
  readonly places?: {
    readonly cursor?: string;
    readonly end?: { readonly pointer: string; readonly equals: string | number | boolean | null };
  };
  /** How ids are made of the number: `{n}` is replaced. Absent: n + 1. */
  readonly ids?: string;
}

export type Answer = StreamAnswer | RefusalAnswer;

export interface StreamAnswer {
  readonly kind: "stream";
  /**
   * Which event is sent first. `cursor` (when absent): the one behind the client's cursor. `next`: the one behind the last that
   * was sent, whatever the cursor. `overlap`: the last two are sent again. `restarted`: another stream, from its start, with ids
   * that were used before.
   */
  readonly from?: "cursor" | "next" | "overlap" | "restarted";
  /** Events of the stream that have been sent when it ends. Absent: all. */
  readonly upTo?: number;
  /**
   * How it ends. `cut` (when absent, unless everything was sent): the connection is closed in the middle of the body. `end`: the body
   * ends. `reset`: the connection is reset. `silent`: nothing more comes, and the connection stays open for `silentMs`.
   */
  readonly ends?: "cut" | "end" | "reset" | "silent";
  readonly silentMs?: number;
  /** A part of the next event that is sent before the cut. `before-blank-line`: all of it but the line that ends it. */
  readonly half?: "in-id" | "in-line" | "in-character" | "before-blank-line";
  /** How the bytes are written to the socket. `bytes`: one at a time. `drawn`: at places drawn by the seed. Absent: an event at a time. */
  readonly pieces?: "bytes" | "drawn";
  /** Between two events, in milliseconds. */
  readonly paceMs?: number;
  /** `retry:` before the first event. Absent: 80 ms, so that clients come back soon. Null: none is sent. */
  readonly retryMs?: number | null;
  readonly contentType?: string;
}

export interface RefusalAnswer {
  readonly kind: "refusal";
  /** 0: the connection is closed without an answer. */
  readonly status: number;
  /** It is repeated for so long, from its first time on. In milliseconds. */
  readonly forMs?: number;
  /** `{moved}` stands for another place of the same stream, with the request's query. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The contract's code; the body is `error.v1` then. */
  readonly code?: string;
  readonly details?: Readonly<Record<string, string | number>>;
  /**
   * What the client must do after it. `stop`: never ask again. `start-anew`: a new stream, without the old cursor. `come-back`: ask
   * again. `open`: stop or ask again, no standard says which; not too soon and not too often.
   */
  readonly after: "stop" | "start-anew" | "come-back" | "open";
}
