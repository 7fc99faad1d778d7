import { parseJson, valueAt } from "../../protocols/description/json-pointer.ts";
import { offeredRows, type RowRules } from "./offered-rows.ts";
import { payloadIn, payloadsIn } from "./payloads-in.ts";
import type { Asked, Place, ProtocolWire, Wire } from "./wire.ts";

const rules: RowRules = {
  type: "",
  retry: false,
  notOffered: {
    cursor: "The protocol has no cursor: a resume replays the stream from its start.",
    "410-at-resume": "A chat that has no stream any more is answered 204; the row 204-at-resume is about that.",
  },
};

/**
 * A chat of the AI SDK (https://ai-sdk.dev/docs/ai-sdk-ui/chatbot-resume-streams): a POST is answered by the UI message stream, a GET of
 * `{chat}/stream` replays it from the start and goes on, and 204 says that no stream is active. `[DONE]` ends it.
 *
 * Payloads are the deltas of one text, each with a line feed behind it, so that the whole text of a message can be told too.
 */
export const aiSdkWire: ProtocolWire = {
  cursorName: "a cursor",
  rows: (rows) => offeredRows(rows, rules),
  play: () => new AiSdkWire(),
};

const text = { id: "text-lab" };

class AiSdkWire implements Wire {
  readonly headers = { "x-vercel-ai-ui-message-stream": "v1" };
  readonly replays = true;
  readonly payloadIn = payloadIn;
  readonly delivered = payloadsIn;
  /** The chat that was posted last; null before. */
  #chat: string | null = null;

  readonly writing: Wire["writing"] = {
    data: (payload) => JSON.stringify({ type: "text-delta", ...text, delta: `${JSON.stringify(payload)}\n` }),
    opening: () =>
      written([{ type: "start", messageId: "message-lab" }, { type: "start-step" }, { type: "text-start", ...text }]),
    behind: ({ last }) =>
      last
        ? `${written([{ type: "text-end", ...text }, { type: "finish-step" }, { type: "finish" }])}data: [DONE]\n\n`
        : "",
    cursorBehind: () => "",
  };

  labels() {
    return { event: "message", unlabelled: true as const };
  }

  place({ method, url, body }: Asked): Place {
    const path = url.pathname + url.search;
    const stream = { kind: "stream", cursor: null, cursorIn: "", path, repeatsBody: false } as const;
    if (method === "POST") {
      this.#chat = String(valueAt(parseJson(body), "/id") ?? "");
      return { ...stream, resumes: false, opens: true };
    }
    const [, chat] = /([^/]*)\/stream\/?$/.exec(url.pathname) ?? [];
    if (method !== "GET" || chat === undefined) return { kind: "aside", status: 404 };
    if (this.#chat === null || decodeURIComponent(chat) !== this.#chat) return { kind: "aside", status: 204 };
    return { ...stream, resumes: true };
  }
}

function written(chunks: readonly object[]): string {
  return chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join("");
}
