import type { IncomingHttpHeaders } from "node:http";
import type { SseEvent } from "../../sse/sse-event.ts";
import type { RequestSpec } from "../stream-reader.ts";
import type { StreamDescription } from "./description.ts";
import { withValueAt } from "./json-pointer.ts";
import { headerOf } from "./requests.ts";
import type { EventJson } from "./rules.ts";
import { fill, inUrl, type Values } from "./template.ts";

/** A browser sends Last-Event-ID as UTF-8 (HTML standard, 9.2), but node writes each code unit of a header as one byte. */
function asBytes(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

/** A stream's cursor: what a client sends to say where it stopped, and the number of the last event that it covers. */
export class DescribedCursor {
  readonly #cursor: StreamDescription["cursor"];
  readonly #values: Values;
  /** The cursor, where it is an id that is a number, as most are. A text for each event would cost more. */
  #number = -1;
  #text: string | null = null;
  /** It is a number in JSON: a count, or a number of the data. In a JSON body it stays one. */
  #isJsonNumber: boolean;
  covers = -1;

  /** @param values for names in braces in the query parameter's name; read when the cursor is sent */
  constructor(cursor: StreamDescription["cursor"], values: Values = {}) {
    this.#cursor = cursor;
    this.#values = values;
    this.#isJsonNumber = cursor.from === "count";
  }

  /** @param covered the number of the last event of the stream, this one included; null for one of another stream */
  move(event: SseEvent, json: EventJson, covered: number | null): void {
    const { from } = this.#cursor;
    if (from === "none") return;
    if (from === "count") {
      if (covered !== null) this.covers = Math.max(this.covers, covered);
      return;
    }
    if (from === "id") {
      if (!event.hasId) return;
      this.#number = event.number;
      this.#text = event.number >= 0 || event.id === "" ? null : event.id; // an empty id resets it (HTML standard, 9.2.6)
      this.covers = this.#isSet ? (covered ?? this.covers) : -1;
      return;
    }
    if ("header" in from) {
      if (covered !== null && this.#text !== null) this.covers = covered;
      return;
    }
    const value = json.at(from.data);
    if (typeof value !== "string" && typeof value !== "number") return;
    this.#number = -1;
    this.#text = String(value);
    this.#isJsonNumber = typeof value === "number";
    this.covers = covered ?? this.covers;
  }

  /** An answer came. It may hold the cursor. */
  answered(headers: IncomingHttpHeaders): void {
    const { from } = this.#cursor;
    if (typeof from !== "object" || !("header" in from)) return;
    this.#text = headerOf(headers, from.header) ?? this.#text;
  }

  /** The same cursor, for a second client of the stream. */
  copy(): DescribedCursor {
    const copy = new DescribedCursor(this.#cursor, this.#values);
    copy.#number = this.#number;
    copy.#text = this.#text;
    copy.#isJsonNumber = this.#isJsonNumber;
    copy.covers = this.covers;
    return copy;
  }

  /** The cursor as it is sent; null before there is one. */
  get text(): string | null {
    return this.#value;
  }

  /**
   * The request with the cursor in it, or with another one.
   *
   * @param headerText converts a text into what a header is given
   */
  putInto(
    request: RequestSpec,
    value = this.#value ?? this.#cursor.first ?? null,
    headerText: (text: string) => string = asBytes,
  ): RequestSpec {
    const { send } = this.#cursor;
    if (value === null || send === undefined) return request;
    if ("header" in send) {
      return { ...request, headers: { ...request.headers, [send.header.toLowerCase()]: headerText(value) } };
    }
    if ("body" in send) {
      const own = request.body === undefined ? {} : JSON.parse(request.body);
      const isNumber = this.#isJsonNumber && String(Number(value)) === value;
      const body = withValueAt(own, send.body, isNumber ? Number(value) : value);
      const headers = { "content-type": "application/json", ...request.headers };
      return { ...request, headers, body: JSON.stringify(body) };
    }
    const joint = request.path.includes("?") ? "&" : "?";
    return {
      ...request,
      path: `${request.path}${joint}${inUrl(fill(send.query, this.#values))}=${inUrl(value)}`,
    };
  }

  get #isSet(): boolean {
    return this.#number >= 0 || this.#text !== null;
  }

  get #value(): string | null {
    if (this.#cursor.from === "count") return this.covers < 0 ? null : String(this.covers + 1);
    return this.#number >= 0 ? String(this.#number) : this.#text;
  }
}
