import { type AnswerHead, readHead } from "../../engine/answer.ts";
import { EventColumns } from "../../engine/events/event-columns.ts";
import type { HistorySink } from "../../history/history-writer.ts";
import type { TokenClaims } from "../../protocols/event-facts.ts";
import type { Protocol } from "../../protocols/protocol.ts";
import type { StreamReader } from "../../protocols/stream-reader.ts";
import { createSseParser } from "../../sse/sse-parser.ts";
import type { ConnLine } from "./lines.ts";

/** The answer's head. Where k6 lost it at the time limit, a body that is not empty shows that the answer was a stream. */
export function headOf(
  { status, headers, body, cut, error, ended }: ConnLine,
  protocol: Pick<Protocol, "readAnswer">,
): AnswerHead | null {
  if (status > 0) return readHead(status, headers, protocol, ended);
  if (body === "" || (!cut && error === undefined)) return null;
  return readHead(200, { "content-type": "text/event-stream" });
}

/** How the exchange ended, as our own engine would say it. */
export function exchangeEnd({ cut, error }: ConnLine): "cut" | "closed" | "timeout" | "error" {
  if (cut) return "cut";
  if (error === undefined) return "closed";
  return error.startsWith("nothing more came") ? "timeout" : "error";
}

/** What was seen in a stream's body. */
export interface BodySeen {
  readonly events: number;
  readonly complete: boolean;
  readonly gone: boolean;
  readonly halfEvent: boolean;
}

/**
 * Reads a logged body as our own engine reads a stream, and records its events and tokens.
 *
 * @param at the time of all of them, as k6 says no other
 * @param onToken gets what each token says
 */
export function recordBody(
  { s, c, body }: ConnLine,
  {
    reader,
    sink,
    at,
    onToken,
  }: { reader: StreamReader; sink: HistorySink; at: number; onToken(claims: TokenClaims): void },
): BodySeen {
  const columns = new EventColumns(sink, s, c, reader.marks === true);
  let complete = false;
  let gone = false;
  const parser = createSseParser({
    onIdAlone: (block) => reader.idAlone?.(block),
    onEvent: (event) => {
      const facts = reader.read(event);
      columns.add(facts, at);
      if (facts.token) {
        onToken(facts.token.claims);
        sink.write({ k: "token", s, c, at, ...facts.token.claims });
      }
      if (facts.final && !facts.dropped) complete = true;
      if (!facts.gone || complete) return;
      gone = true;
      parser.stop(); // our own engine reads no further either
    },
  });
  parser.push(Buffer.from(body));
  columns.flush();
  return { events: columns.total, complete, gone, halfEvent: parser.halfEvent };
}
