import type { ClientRow, StreamAnswer } from "../../rows/client/row.ts";
import { type Payload, payloadsOf } from "./payload.ts";
import { type Block, readStream } from "./reading.ts";
import { eventText, halfOf, idOf } from "./wire.ts";

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
export function stepsOf(row: ClientRow, answer: StreamAnswer, stream: ServedStream, cursor: string | null): Step[] {
  const { form } = row;
  const first = firstEvent(row, answer, stream, cursor);
  const upTo = Math.max(first, Math.min(answer.upTo ?? stream.payloads.length, stream.payloads.length));
  const retryMs = answer.retryMs === undefined ? usualRetryMs : answer.retryMs;
  const newline = form?.newline ?? "\n";
  // In the first event's block: a block of its own would, word for word, set the last event id to the empty string.
  const retry = retryMs === null ? "" : `retry: ${retryMs}${newline}`;
  const steps: Step[] = form?.prologue === undefined ? [] : [{ kind: "text", text: form.prologue }];
  let lastId = cursor ?? "";
  for (const payload of stream.payloads.slice(first, upTo)) {
    const text = (payload.n === first ? retry : "") + eventText(payload, form).replaceAll("{token}", stream.token);
    const reading = readStream(text, lastId);
    lastId = reading.lastId;
    steps.push({ kind: "event", n: payload.n, text, blocks: reading.blocks });
  }
  const next = stream.payloads[upTo];
  if (answer.half !== undefined && next) {
    const text = eventText(next, form);
    const data = readStream(text).blocks.find((block) => block.data !== null)?.data ?? "";
    steps.push({ kind: "half", n: next.n, id: idOf(next.n, form), data, bytes: halfOf(text, answer.half) });
  }
  return steps;
}

/** The number of the event that is sent first. An unknown cursor, or none, begins at the start. */
function firstEvent({ form }: ClientRow, { from }: StreamAnswer, stream: ServedStream, cursor: string | null): number {
  if (from === "next") return stream.sent;
  if (from === "restarted") return 0;
  const at = cursor === null ? -1 : stream.payloads.findIndex(({ n }) => idOf(n, form) === cursor);
  return Math.max(0, from === "overlap" ? at + 1 - overlapEvents : at + 1);
}
