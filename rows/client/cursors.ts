import type { ClientRow } from "./row.ts";

/** What a client remembers and sends as its cursor. */
const theme = "cursor";
const withId = "id: {id}\ndata: {data}\n\n";
const withoutId = "data: {data}\n\n";

export const cursors: readonly ClientRow[] = [
  {
    name: "cursor-none",
    theme,
    does: "Sends no ids at all, and cuts.",
    must: "The client comes back without a cursor.",
    why: "A client that counts events itself sends a cursor that no one issued.",
    form: { blocks: [withoutId] },
    answers: [
      { kind: "stream", upTo: 3 },
      { kind: "stream", from: "next" },
    ],
  },
  {
    name: "cursor-kept",
    theme,
    does: "Sends an id with the first event only, and cuts after the third.",
    must: "The id of the first event is still the cursor.",
    why: "A client that takes each event's own id has none after an event without.",
    form: { blocks: [withId, withoutId] },
    answers: [
      { kind: "stream", upTo: 3 },
      { kind: "stream", from: "next" },
    ],
  },
  {
    name: "cursor-reset",
    theme,
    does: "Sends an empty id with the third event, and cuts.",
    must: "The cursor is gone: no Last-Event-ID is sent.",
    why: "A client that ignores an empty id sends one that the server has taken back.",
    form: { blocks: [withId, withId, "id:\ndata: {data}\n\n", withId] },
    answers: [
      { kind: "stream", upTo: 3 },
      { kind: "stream", from: "next" },
    ],
  },
  {
    name: "cursor-reset-bare",
    theme,
    does: "Sends `id` without a colon with the third event, and cuts.",
    must: "This too is an empty id.",
    why: "A parser that needs a colon misses it.",
    form: { blocks: [withId, withId, "id\ndata: {data}\n\n", withId] },
    answers: [
      { kind: "stream", upTo: 3 },
      { kind: "stream", from: "next" },
    ],
  },
  {
    name: "cursor-null",
    theme,
    does: "Sends an id with a NULL in it with the third event, and cuts.",
    must: "Such an id is ignored; the one before stays.",
    why: "A header with a NULL breaks the request, so that the client never comes back.",
    form: { blocks: [withId, withId, "id: a\0b\ndata: {data}\n\n", withId] },
    answers: [
      { kind: "stream", upTo: 3 },
      { kind: "stream", from: "next" },
    ],
  },
  {
    name: "cursor-without-data",
    theme,
    does: "Sends a block with an id and no data after the third event, and cuts.",
    must: "Its id is the cursor, although the block is not an event.",
    why: "Servers mark a place like this. A client that takes ids from events alone resumes before it.",
    form: { blocks: [withId, withId, `${withId}id: place-{n}\n\n`, withId] },
    answers: [
      { kind: "stream", upTo: 3 },
      { kind: "stream", from: "next" },
    ],
  },
  {
    name: "cursor-opaque",
    theme,
    does: "Uses ids with characters of all kinds, and cuts twice.",
    must: "The id comes back as it was sent.",
    why: "A client that takes ids for numbers, or encodes them, sends another one.",
    form: { blocks: [withId], ids: "a/b c=+%20?&{n}" },
    answers: [{ kind: "stream", upTo: 2 }, { kind: "stream", upTo: 4 }, { kind: "stream" }],
  },
  {
    name: "cursor-leading-zero",
    theme,
    does: "Uses ids that look like numbers but are not: 001, 002.",
    must: "The id comes back as it was sent.",
    why: "A client that keeps ids as numbers sends 1 for 001.",
    form: { blocks: [withId], ids: "00{n}" },
    answers: [{ kind: "stream", upTo: 2 }, { kind: "stream", upTo: 4 }, { kind: "stream" }],
  },
  {
    name: "cursor-utf8",
    theme,
    does: "Uses ids beyond ASCII, and cuts.",
    must: "Last-Event-ID holds the id's UTF-8.",
    why: "A client on `fetch` has to encode it, or the request throws and the client never comes back.",
    form: { blocks: [withId], ids: "ключ-{n}" },
    answers: [{ kind: "stream", upTo: 2 }, { kind: "stream", upTo: 4 }, { kind: "stream" }],
  },
  {
    name: "cursor-in-id",
    theme,
    does: "Cuts in the middle of an event's id.",
    must: "The half id does not count.",
    why: "A client that sets its cursor when it reads the field skips the event.",
    form: { blocks: [withId], ids: "{n}00000" },
    answers: [{ kind: "stream", upTo: 3, half: "in-id" }, { kind: "stream" }],
  },
];
