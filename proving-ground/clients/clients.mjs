// Real clients, and published faults of theirs: the row that shows each, the version that has it, and one that does not.

export const clients = [
  { name: "Chromium's EventSource", page: "chromium/page.html" },
  { name: "undici 8.13.1", folder: "undici" },
  { name: "eventsource 5.1.5", folder: "eventsource" },
  { name: "eventsource 2.0.2", folder: "eventsource", env: { EVENTSOURCE: "eventsource-2.0.2" } },
  { name: "eventsource-client 1.2.0", folder: "eventsource-client" },
  { name: "@microsoft/fetch-event-source 2.0.1", folder: "fetch-event-source" },
  { name: "reconnecting-eventsource 1.6.5", folder: "reconnecting-eventsource" },
  { name: "sse.js 2.8.0 in Chromium", page: "sse.js/page.html" },
  { name: "event-source-plus 0.1.15", folder: "event-source-plus" },
  { name: "@modelcontextprotocol/sdk 1.32.2", folder: "mcp-sdk" },
  { name: "r3labs/sse 2.10.0 (Go)", folder: "r3labs-sse", go: true },
];

/** Clients of other protocols, and one of Python. */
export const protocolClients = [
  { name: "@modelcontextprotocol/sdk 1.32.2", protocol: "mcp", folder: "mcp-sdk", file: "call.mjs" },
  { name: "openai 7.59.0", protocol: "openai-responses", folder: "openai" },
  { name: "@durable-streams/client 0.2.7", protocol: "durable-streams", folder: "durable-streams" },
  { name: "ai 7.0.173", protocol: "ai-sdk", folder: "ai" },
  { name: "httpx-sse 0.4.3 (Python)", protocol: "event-source", folder: "httpx-sse", python: true },
];

const eventsource = (version) => ({ folder: "eventsource", env: { EVENTSOURCE: `eventsource-${version}` } });
const plus = (version) => ({ folder: "event-source-plus", env: { EVENT_SOURCE_PLUS: `event-source-plus-${version}` } });

export const publishedFaults = [
  {
    what: "eventsource: a character that lies in two chunks is broken",
    where: "https://github.com/EventSource/eventsource/pull/108",
    row: "form-bytes",
    bad: eventsource("1.0.5"),
    good: eventsource("1.0.6"),
  },
  {
    what: "event-source-plus: the cursor stays that of the first reconnect",
    where: "https://github.com/joshmossas/event-source-plus/pull/26",
    row: "cut-often",
    bad: plus("0.1.8"),
    good: plus("0.1.11"),
  },
  {
    what: "eventsource-parser (in eventsource 4.1.1): ids of blocks without data do not count",
    where: "https://github.com/rexxars/eventsource-parser/pull/39",
    row: "cursor-without-data",
    bad: eventsource("4.1.1"),
    good: { folder: "eventsource" },
  },
  {
    what: "@modelcontextprotocol/sdk: the cursor is forgotten at the second cut (not fixed yet)",
    where: "https://github.com/modelcontextprotocol/typescript-sdk/issues/2499",
    row: "cut-again",
    bad: { folder: "mcp-sdk" },
    good: null,
  },
];
