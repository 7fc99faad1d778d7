import { parseJson, valueAt } from "../../protocols/description/json-pointer.ts";
import { offeredRows, type RowRules } from "./offered-rows.ts";
import { payloadIn, payloadsIn } from "./payloads-in.ts";
import { type Asked, jsonAside, openingPlace, type Place, type ProtocolWire, type Wire } from "./wire.ts";

const unended =
  "The HTML standard discards it (9.2.6); OpenAI's own client delivers it, on purpose (openai/openai-node#2726).";
const rules: RowRules = {
  type: "response.output_text.delta",
  retry: false,
  gone: 404,
  leftOpen: { "ended-before-blank-line": { "half-event": unended, "cursor-too-new": unended } },
  notOffered: {
    cursor: "The protocol's cursor is not the event's id.",
    "204-at-resume": "The protocol has no such answer here.",
  },
};

/**
 * A background response of OpenAI's Responses API (https://platform.openai.com/docs/guides/background, Streaming a background response): a
 * POST with `background` and `stream` is answered by the stream, whose first event names the response; a GET with `stream` and
 * `starting_after` goes on behind that `sequence_number`.
 *
 * Payloads are the deltas of the output's text.
 */
export const openaiResponsesWire: ProtocolWire = {
  cursorName: "starting_after",
  rows: (rows) => offeredRows(rows, rules),
  play: () => new OpenaiResponsesWire(),
};

/** Events before the first delta. */
const openingEvents = 4;
const text = { type: "output_text", text: "", annotations: [] };
const at = { item_id: "msg_lab", output_index: 0, content_index: 0 };

class OpenaiResponsesWire implements Wire {
  readonly headers = {};
  readonly replays = false;
  readonly payloadIn = payloadIn;
  readonly delivered = payloadsIn;
  #responses = 0;

  readonly writing: Required<Wire["writing"]> = {
    data: (payload) =>
      JSON.stringify({
        type: rules.type,
        sequence_number: openingEvents + payload.n,
        ...at,
        delta: JSON.stringify(payload),
        logprobs: [],
      }),
    opening: () =>
      written(0, [
        { type: "response.created", response: this.#response("in_progress") },
        { type: "response.in_progress", response: this.#response("in_progress") },
        { type: "response.output_item.added", output_index: 0, item: message("in_progress", []) },
        { type: "response.content_part.added", ...at, part: text },
      ]),
    behind: ({ n, last }) =>
      last
        ? written(openingEvents + n + 1, [
            { type: "response.output_text.done", ...at, text: "", logprobs: [] },
            { type: "response.content_part.done", ...at, part: text },
            { type: "response.output_item.done", output_index: 0, item: message("completed", [text]) },
            { type: "response.completed", response: this.#response("completed") },
          ])
        : "",
    cursorBehind: (n) => String(openingEvents + n),
  };

  labels(n: number) {
    return { lastId: this.writing.cursorBehind(n), hasId: true, event: "message", unlabelled: true as const };
  }

  place({ method, url, body, stream }: Asked): Place {
    const [, id = ""] = /\/responses\/([^/]+)$/.exec(url.pathname) ?? [];
    const state = () => jsonAside(this.#response(stream.sent === stream.payloads.length ? "completed" : "in_progress"));
    if (method === "POST" && /\/responses\/?$/.test(url.pathname)) return this.#create(url, parseJson(body));
    if (method === "POST" && id === "" && /\/cancel$/.test(url.pathname)) return state();
    if (method !== "GET" || id !== this.#id) return notFound(`No response ${id || url.pathname} is known.`);
    if (url.searchParams.get("stream") !== "true") return state();
    const cursor = url.searchParams.get("starting_after");
    url.searchParams.delete("starting_after");
    const path = url.pathname + url.search;
    return {
      kind: "stream",
      resumes: true,
      cursor: cursor || null,
      cursorIn: "starting_after",
      path,
      repeatsBody: true,
    };
  }

  #create({ pathname }: URL, body: unknown): Place {
    if (valueAt(body, "/background") !== true) {
      return problem(400, "The lab plays background responses: background has to be true.");
    }
    this.#responses++;
    if (valueAt(body, "/stream") !== true) return jsonAside(this.#response("queued"));
    return openingPlace(pathname);
  }

  get #id(): string {
    return `resp_lab${this.#responses}`;
  }

  #response(status: string): object {
    return {
      id: this.#id,
      object: "response",
      created_at: 0,
      status,
      background: true,
      error: null,
      incomplete_details: null,
      instructions: null,
      metadata: {},
      model: "lab",
      output: status === "completed" ? [message(status, [text])] : [],
      parallel_tool_calls: true,
      temperature: 1,
      tool_choice: "auto",
      tools: [],
      top_p: 1,
      usage: null,
    };
  }
}

function message(status: string, content: readonly object[]): object {
  return { id: at.item_id, type: "message", role: "assistant", status, content };
}

/** Events with their numbers, as text. */
function written(
  from: number,
  events: readonly (Readonly<Record<string, unknown>> & { readonly type: string })[],
): string {
  return events
    .map(({ type, ...event }, n) => {
      return `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: from + n, ...event })}\n\n`;
    })
    .join("");
}

function problem(status: number, message: string): Place {
  return jsonAside({ error: { message, type: "invalid_request_error", param: null, code: null } }, { status });
}

function notFound(message: string): Place {
  return problem(404, message);
}
