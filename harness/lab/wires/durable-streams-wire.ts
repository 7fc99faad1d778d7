import { offeredRows, type RowRules } from "./offered-rows.ts";
import { payloadIn, payloadsIn } from "./payloads-in.ts";
import { type Aside, type Asked, jsonAside, type Place, type ProtocolWire, type Wire } from "./wire.ts";

const rules: RowRules = {
  type: "data",
  retry: false,
  notOffered: {
    cursor: "The protocol's cursor is not the event's id.",
    "204-at-resume": "The protocol has no such answer to live=sse.",
  },
};

const offsetDigits = 16;
const offsetBehind = (n: number) => `${"0".repeat(offsetDigits)}_${String(n + 1).padStart(offsetDigits, "0")}`;

/**
 * Durable Streams (https://github.com/durable-streams/durable-streams, PROTOCOL.md): a GET with `live=sse` reads a stream from an offset
 * on; behind each event a `control` event holds the offset to go on from. A GET without `live` catches up: it is answered with what was sent
 * so far. The last control event says `streamClosed`.
 *
 * Payloads are the messages of a JSON stream. A half of an event is a half of its data: what comes before its control event was read or was
 * not, the protocol does not say.
 */
export const durableStreamsWire: ProtocolWire = {
  cursorName: "the offset",
  startCursor: offsetBehind(-1),
  rows: (rows) => offeredRows(rows, rules),
  play: () => new DurableStreamsWire(),
};

/** What a client sends that has no offset yet. */
const sentinels: readonly (string | null)[] = [null, "", "-1", "now"];

class DurableStreamsWire implements Wire {
  readonly headers = {};
  readonly replays = false;
  readonly payloadIn = payloadIn;
  readonly delivered = payloadsIn;

  readonly writing: Wire["writing"] = {
    data: (payload) => JSON.stringify([payload]),
    opening: () => control(-1, {}),
    behind: ({ n, last }) => control(n, last ? { streamClosed: true } : {}),
    cursorBehind: offsetBehind,
  };

  labels(n: number) {
    return { lastId: offsetBehind(n), hasId: true, event: "message", unlabelled: true as const };
  }

  place(asked: Asked): Place {
    const { method, url } = asked;
    const { searchParams } = url;
    const live = searchParams.get("live");
    if (method === "PUT") return { kind: "aside", status: 201, headers: headersAt(asked) };
    if (method === "POST") return { kind: "aside", status: 204, headers: headersAt(asked) };
    if (method === "HEAD") return { kind: "aside", status: 200, headers: headersAt(asked) };
    if (method !== "GET") return { kind: "aside", status: 405 };
    const offset = searchParams.get("offset");
    if (live === null) return catchUp(asked, offset);
    if (live !== "sse" && live !== "true") {
      return jsonAside({ error: "The lab plays live=sse." }, { status: 400, notPlayed: `live=${live}` });
    }
    for (const name of ["offset", "live", "cursor"]) searchParams.delete(name);
    return {
      kind: "stream",
      resumes: false,
      cursor: sentinels.includes(offset) ? null : offset,
      cursorIn: "offset",
      path: url.pathname + url.search,
      repeatsBody: true,
    };
  }
}

/** What was sent so far, from the client's offset on. */
function catchUp(asked: Asked, offset: string | null): Aside {
  const { payloads, sent } = asked.stream;
  const from = offset === "now" ? sent : payloads.findIndex(({ n }) => offsetBehind(n) === offset) + 1;
  return jsonAside(payloads.slice(from, sent), { headers: headersAt(asked) });
}

function headersAt({ stream: { payloads, sent } }: Asked): Record<string, string> {
  return {
    "content-type": "application/json",
    "stream-next-offset": offsetBehind(sent - 1),
    "stream-up-to-date": "true",
    ...(sent === payloads.length ? { "stream-closed": "true" } : {}),
  };
}

function control(n: number, more: object): string {
  const value = { streamNextOffset: offsetBehind(n), streamCursor: "1", upToDate: true, ...more };
  return `event: control\ndata: ${JSON.stringify(value)}\n\n`;
}
