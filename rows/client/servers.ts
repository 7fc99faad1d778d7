import type { ClientRow } from "./row.ts";

/** Servers with habits of their own. */
const theme = "server";

export const servers: readonly ClientRow[] = [
  {
    name: "silent-at-start",
    theme,
    does: "Sends its headers and then nothing for two seconds, and cuts.",
    must: "The client waits or leaves, and comes back.",
    why: "A client with a limit for the first byte may take the silence for the end.",
    answers: [{ kind: "stream", upTo: 0, ends: "silent", silentMs: 2_000 }, { kind: "stream" }],
  },
  {
    name: "silent",
    theme,
    does: "Sends three events and then nothing for two seconds, and cuts.",
    must: "The client waits or leaves, and comes back with its cursor.",
    why: "A client that leaves by itself may forget its cursor.",
    answers: [{ kind: "stream", upTo: 3, ends: "silent", silentMs: 2_000 }, { kind: "stream" }],
  },
  {
    name: "slow",
    theme,
    does: "Sends an event every 400 ms, in pieces.",
    must: "Each event comes once.",
    why: "A client that has a limit for the whole answer breaks it off.",
    answers: [
      { kind: "stream", upTo: 4, paceMs: 400, pieces: "drawn" },
      { kind: "stream", paceMs: 400, pieces: "drawn" },
    ],
  },
  {
    name: "overlap",
    theme,
    does: "Sends the last two events again at each resume.",
    must: "The cursor follows what came last.",
    why: "Servers whose ids are sparse replay events that the client has. No standard says who drops them, client or application.",
    answers: [
      { kind: "stream", upTo: 3 },
      { kind: "stream", from: "overlap", upTo: 5 },
      { kind: "stream", from: "overlap" },
    ],
    leftOpen: { duplicated: "The standard delivers what is sent; the application drops it by its id." },
  },
  {
    name: "restarted",
    theme,
    does: "After a cut, sends another stream under ids that were used before, and cuts that one too.",
    must: "The cursor is the new stream's.",
    why: "A client that keeps the highest id sends one that the new stream does not have yet.",
    answers: [{ kind: "stream", upTo: 4 }, { kind: "stream", from: "restarted", upTo: 2 }, { kind: "stream" }],
    leftOpen: {
      lost: "A client that drops ids it has seen drops new events here; the standard has no such rule.",
    },
  },
];
