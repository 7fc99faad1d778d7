import type { ClientRow, StreamAnswer } from "../../../rows/client/row.ts";
import { type Block, readStream } from "../reading.ts";
import { eventText, halfOf, idOf } from "../wire.ts";
import type { Writing } from "../wires/wire.ts";
import { type Payload, payloadsOf } from "./payload.ts";

/** Pauses before clients come back are short, unless a row is about them. In milliseconds. */
const usualRetryMs = 80;
const usualEvents = 6;
/** Events that a replay repeats where it overlaps. */
const overlapEvents = 2;

/** The stream that a row serves, and how much of it has been sent. */
export interface ServedStream {
  readonly of: string;
  readonly payloads: readonly Payload[];
  /** Events that were sent as a whole, on any connection. */
  sent: number;
  /** The resume token that is part of the stream; empty where the protocol has none. */
  token: string;
}

/** One thing to write: a block with what it means to a reader, or a part of an event before a cut. */
export type Step =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "event"; readonly n: number; readonly text: string; readonly blocks: readonly Block[] }
  | { readonly kind: "half"; readonly n: number; readonly id: string; readonly data: string; readonly bytes: Buffer };

export function servedStream(
  { name, events = usualEvents }: ClientRow,
  generation: number,
  seed: number,
): ServedStream {
  const of = `${name}/${generation}`;
  return { of, payloads: payloadsOf(seed, of, events), sent: 0, token: "" };
}

/** What one connection writes: from the client's place on, as far as the answer says. */
export function stepsOf(
  row: ClientRow,
  answer: StreamAnswer,
  stream: ServedStream,
  cursor: string | null,
  writing: Writing = {},
): Step[] {
  const { form } = row;
  const cursorBehind = writing.cursorBehind ?? ((n: number) => idOf(n, form));
  const first = firstEvent(answer, stream, cursor, cursorBehind);
  const upTo = Math.max(first, Math.min(answer.upTo ?? stream.payloads.length, stream.payloads.length));
  const retryMs = answer.retryMs === undefined ? usualRetryMs : answer.retryMs;
  const newline = form?.newline ?? "\n";
  // In the first event's block: a block of its own would, word for word, set the last event id to the empty string.
  const retry = retryMs === null ? "" : `retry: ${retryMs}${newline}`;
  const steps: Step[] = form?.prologue === undefined ? [] : [{ kind: "text", text: form.prologue }];
  let lastId = cursor ?? "";
  const opening = first === 0 && cursor === null ? writing.opening?.().replaceAll("\n", newline) : undefined;
  if (opening !== undefined) {
    const reading = readStream(opening);
    lastId = reading.lastId;
    steps.push({ kind: "event", n: -1, text: opening, blocks: reading.blocks });
  }
  for (const payload of stream.payloads.slice(first, upTo)) {
    const own = eventText(payload, form, writing.data).replaceAll("{token}", stream.token);
    const behind = writing.behind?.(payload).replaceAll("\n", newline) ?? "";
    const text = (payload.n === first ? retry : "") + own + behind;
    const reading = readStream(text, lastId);
    lastId = reading.lastId;
    steps.push({ kind: "event", n: payload.n, text, blocks: reading.blocks });
  }
  const next = stream.payloads[upTo];
  if (answer.half !== undefined && next) {
    const text = eventText(next, form, writing.data);
    const data = readStream(text).blocks.find((block) => block.data !== null)?.data ?? "";
    steps.push({ kind: "half", n: next.n, id: cursorBehind(next.n), data, bytes: halfOf(text, answer.half) });
  }
  return steps;
}

/** The number of the event that is sent first. An unknown cursor, or none, begins at the start. */
function firstEvent(
  { from }: StreamAnswer,
  stream: ServedStream,
  cursor: string | null,
  cursorBehind: (n: number) => string,
): number {
  if (from === "next") return stream.sent;
  if (from === "restarted") return 0;
  const at = cursor === null ? -1 : stream.payloads.findIndex(({ n }) => cursorBehind(n) === cursor);
  return Math.max(0, from === "overlap" ? at + 1 - overlapEvents : at + 1);
}
