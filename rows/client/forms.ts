import type { ClientRow } from "./row.ts";

/**
 * The form of a stream: what the HTML standard's sections 9.2.5 and 9.2.6 allow a server to send. In each row the connection is
 * cut once, so that the form meets the cursor too.
 */
const cutOnce = [{ kind: "stream", upTo: 4 }, { kind: "stream" }] as const;
const theme = "form";

export const forms: readonly ClientRow[] = [
  {
    name: "form-bytes",
    theme,
    does: "Writes one byte at a time.",
    must: "The events are those of the same bytes in one piece.",
    why: "A client that decodes or splits each chunk by itself breaks characters and lines.",
    events: 4,
    answers: [
      { kind: "stream", upTo: 3, pieces: "bytes" },
      { kind: "stream", pieces: "bytes" },
    ],
  },
  {
    name: "form-pieces",
    theme,
    does: "Writes pieces that begin and end anywhere.",
    must: "The events are those of the same bytes in one piece.",
    why: "Fields, line ends and characters lie in two chunks.",
    answers: [
      { kind: "stream", upTo: 4, pieces: "drawn" },
      { kind: "stream", pieces: "drawn" },
    ],
  },
  {
    name: "form-bom",
    theme,
    does: "Begins with a byte order mark.",
    must: "It is ignored, once, at the start.",
    why: "If it is not ignored, the first field has an unknown name, so the first event or its id is lost.",
    form: { blocks: ["id: {id}\ndata: {data}\n\n"], prologue: "\uFEFF" },
    answers: [
      { kind: "stream", upTo: 1, retryMs: null },
      { kind: "stream", upTo: 4 },
      { kind: "stream", pieces: "drawn" },
    ],
  },
  {
    name: "form-crlf",
    theme,
    does: "Ends lines with CR LF, in one piece and in any split.",
    must: "CR LF is one line end, also when it lies in two chunks.",
    why: "A parser that takes it for two line ends ends an event after each line.",
    events: 4,
    form: { blocks: ["id: {id}\ndata: {first}\ndata: {rest}\n\n"], newline: "\r\n" },
    answers: [
      { kind: "stream", upTo: 2 },
      { kind: "stream", pieces: "bytes" },
    ],
  },
  {
    name: "form-cr",
    theme,
    does: "Ends lines with CR alone.",
    must: "CR is a line end.",
    why: "Many parsers look only for LF, and wait for ever.",
    form: { blocks: ["id: {id}\ndata: {first}\ndata: {rest}\n\n"], newline: "\r" },
    answers: cutOnce,
  },
  {
    name: "form-mixed-line-ends",
    theme,
    does: "Changes the line end within an event.",
    must: "Each line end is one, whatever the others are.",
    why: "A parser that settles on the first line end that it sees misses the others.",
    form: {
      blocks: [
        "id: {id}\r\ndata: {data}\n\r\n",
        "id: {id}\rdata: {data}\n\n",
        "id: {id}\ndata: {first}\r\ndata: {rest}\r\r",
      ],
    },
    answers: cutOnce,
  },
  {
    name: "form-comments",
    theme,
    does: "Sends comments before, in and after events.",
    must: "They are ignored.",
    why: "Heartbeats are comments. A parser that takes them for data or an event delivers them to the application.",
    form: { blocks: [":\nid: {id}\n:data: no data\ndata: {data}\n: {n}\n\n: heartbeat\n\n"], prologue: ": hello\n\n" },
    answers: [{ kind: "stream", upTo: 4, retryMs: null }, { kind: "stream" }],
  },
  {
    name: "form-data-lines",
    theme,
    does: "Sends data in several lines, some of them empty and without a colon.",
    must: "The lines are joined by LF.",
    why: "A parser that keeps the last line, or joins without LF, changes the data.",
    form: {
      blocks: ["id: {id}\ndata: {first}\ndata: {rest}\n\n", "data: {first}\ndata:\nid: {id}\ndata\ndata: {rest}\n\n"],
    },
    answers: cutOnce,
  },
  {
    name: "form-no-space",
    theme,
    does: "Writes fields without the space after the colon.",
    must: "The space is optional.",
    why: 'A parser that looks for "data: " sees no event at all.',
    form: { blocks: ["id:{id}\ndata:{data}\n\n"] },
    answers: cutOnce,
  },
  {
    name: "form-two-spaces",
    theme,
    does: "Begins data with a space, and ends it with one.",
    must: "One space belongs to the syntax, all others to the data.",
    why: "A parser that trims changes what was sent, e.g. the words of a language model.",
    form: { blocks: ["id: {id}\ndata:  {data} \n\n"] },
    answers: cutOnce,
  },
  {
    name: "form-empty-data",
    theme,
    does: "Sends an event with empty data, with a colon and without.",
    must: "It is an event like others: its data is the empty string.",
    why: "A parser that treats empty data as no data drops the event.",
    form: {
      blocks: [
        "id: {id}\ndata: {data}\n\n",
        "id: {id}\ndata:\n\n",
        "id: {id}\ndata\ndata\n\n",
        "id: {id}\ndata: {data}\n\n",
      ],
    },
    answers: cutOnce,
  },
  {
    name: "form-unknown-fields",
    theme,
    does: "Sends fields that no one knows, and names that look like known ones.",
    must: "They are ignored.",
    why: 'A parser that compares only the beginning of a name, or ignores its case, takes "DATA" or "data2" for data.',
    form: {
      blocks: ["foo: bar\nid: {id}\nDATA: no\ndata2: no\ndata : no\n data: no\nevents: no\ndata: {data}\nfoo\n\n"],
    },
    answers: cutOnce,
  },
  {
    name: "form-types",
    theme,
    does: "Sends events of the type `named` among others, and an empty type.",
    must: "A type holds for its own event. An empty one is `message`.",
    why: "A parser that forgets to reset the type gives it to the next event.",
    form: {
      blocks: [
        "id: {id}\nevent: named\ndata: {data}\n\n",
        "id: {id}\ndata: {data}\n\n",
        "event: other\nid: {id}\nevent: named\ndata: {data}\n\n",
        "id: {id}\nevent:\ndata: {data}\n\n",
      ],
    },
    answers: cutOnce,
  },
  {
    name: "form-without-data",
    theme,
    does: "Sends blocks with a type and without data between the events.",
    must: "They are not events, and their type ends with them.",
    why: "A parser that delivers them shows empty events; one that keeps their type gives it to the next.",
    form: { blocks: ["event: ping\n\nid: {id}\ndata: {data}\n\n\n\n"] },
    answers: cutOnce,
  },
];
