import type { StreamDescription } from "../../protocols/description/description.ts";
import { describedRows } from "../described.ts";
import { describedCursor, openHeaders, placeOf } from "../described-requests.ts";
import type { Asked, Place, ProtocolWire } from "./wire.ts";

/** The other side of a description. */
export function describedWire(description: StreamDescription): ProtocolWire {
  const { from, send } = description.cursor;
  /** Data that only say that the stream ends. All other data are an event's, the empty text too. */
  const marks = (description.end ?? []).flatMap((rule) =>
    typeof rule === "object" && "data" in rule ? rule.data : [],
  );
  return {
    cursorName: send === undefined ? "a cursor" : (Object.values(send)[0] as string),
    rows: (rows) => describedRows(rows, description),
    play: ({ name }) => ({
      headers: openHeaders(description, name),
      writing: {},
      replays: false,
      place: (asked) => describedPlace(description, asked, name),
      payloadIn: (data) => (marks.includes(data) ? null : data),
      delivered: (delivery) => [delivery],
      labels: (n) => (from === "id" ? {} : { lastId: String(n + 1), hasId: true, unlabelled: true }),
    }),
  };
}

function describedPlace(description: StreamDescription, { method, url, headers, body }: Asked, word: string): Place {
  const place = placeOf(description, method, url.pathname, word);
  if (place.kind === "none") return { kind: "aside", status: 404 };
  if (place.kind === "create") {
    const sent = { "content-type": "application/json", ...place.headers };
    return { kind: "aside", status: 200, headers: sent, body: place.body };
  }
  const { cursor, where } = describedCursor(description, { headers, url, body });
  const repeatsBody = !("body" in (description.cursor.send ?? {})); // a body that holds the cursor differs each time
  const path = url.pathname + url.search;
  return { kind: "stream", resumes: place.resumes, cursor, cursorIn: where, path, repeatsBody };
}
