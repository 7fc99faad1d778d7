import { largest } from "../../extremes.ts";
import type { ClientVerdict } from "../judge/findings.ts";
import { ms } from "../judge/requests.ts";
import type { AnswerRecord, LabRecord, RequestRecord } from "./records.ts";

/** One line of a client's timeline. */
export interface ClientItem {
  readonly at: number;
  readonly kind: "request" | "answer" | "sent" | "delivered" | "end" | "server" | "client" | "finding";
  readonly text: string;
}

/** One client in one row: what it asked for, what it was sent, what it delivered, and where it went wrong. */
export function clientTimeline(records: readonly LabRecord[], { findings }: ClientVerdict): readonly ClientItem[] {
  const last = records.at(-1);
  const end = last && "at" in last ? last.at : 0;
  const head = records.find((record) => record.k === "head");
  const cursorName = (head?.k === "head" && head.cursorName) || "Last-Event-ID";
  const items = records.flatMap((record): ClientItem[] => itemOf(record, cursorName));
  const found = findings.map(
    ({ kind, text, at }): ClientItem => ({ at: at ?? end, kind: "finding", text: `${kind}: ${text}` }),
  );
  return [...items, ...found].sort((a, b) => a.at - b.at);
}

function itemOf(record: LabRecord, cursorName: string): ClientItem[] {
  switch (record.k) {
    case "req":
      return [{ at: record.at, kind: "request", text: requestText(record, cursorName) }];
    case "ans":
      return [{ at: record.at, kind: "answer", text: answerText(record) }];
    case "sent":
      return [
        {
          at: record.at,
          kind: "sent",
          text: `${record.n < 0 ? "what opens" : `event ${record.n} of`} ${record.of}, id ${JSON.stringify(record.lastId)}`,
        },
      ];
    case "half":
      return [{ at: record.at, kind: "sent", text: `half of event ${record.n}, id ${JSON.stringify(record.id)}` }];
    case "got":
      return [{ at: record.at, kind: "delivered", text: record.data }];
    case "end":
      return [{ at: record.at, kind: "end", text: endText[record.how] }];
    case "cause":
      return [{ at: record.at, kind: "server", text: `${record.what}: ${record.text}` }];
    case "not-played":
      return [{ at: record.at, kind: "request", text: `${record.text}, which the lab does not play` }];
    case "client":
      return [
        { at: record.at, kind: "client", text: record.what === "started" ? `started: ${record.how}` : record.how },
      ];
    case "done":
      return [{ at: record.at, kind: "client", text: `the row is over: ${record.why}` }];
    default:
      return [];
  }
}

const endText = {
  cut: "the connection was cut",
  end: "the body ended",
  reset: "the connection was reset",
  silent: "the connection was closed after a silence",
  client: "the client closed the connection",
} as const;

function requestText({ r, method, path, cursor, token, credentials }: RequestRecord, cursorName: string): string {
  const parts = [
    cursor === null ? `no ${cursorName}` : `${cursorName} ${JSON.stringify(cursor)}`,
    ...(token === undefined ? [] : [token < 0 ? "an unknown token" : `token ${token + 1}`]),
    ...(credentials === "sent" ? [] : [`credentials ${credentials}`]),
  ];
  return `${r + 1}: ${method} ${path || "/"}, ${parts.join(", ")}`;
}

function answerText({ status, answer, retryAfterMs }: AnswerRecord): string {
  const wait = retryAfterMs === null ? "" : `, Retry-After ${ms(retryAfterMs)}`;
  if (answer === undefined) return `${status}: the stream is through${wait}`;
  return answer.kind === "stream" ? "200, a stream" : `${status === 0 ? "closed without an answer" : status}${wait}`;
}

/** The timeline as text, an item a line. */
export function renderClientTimeline(items: readonly ClientItem[]): string {
  const width = largest(
    items.map(({ at }) => seconds(at).length),
    5,
  );
  return items
    .map(
      ({ at, kind, text }) =>
        `${seconds(at).padStart(width)} ${kind === "finding" ? "✗" : kind === "request" ? "▸" : " "} ${kind.padEnd(9)}  ${oneLine(text)}`,
    )
    .join("\n");
}

const longest = 150;

function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must go
  const line = text.replaceAll(/[\s\u0000-\u001f\u007f-\u009f]+/g, " ");
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

function seconds(at: number): string {
  return (at / 1_000).toFixed(3);
}
