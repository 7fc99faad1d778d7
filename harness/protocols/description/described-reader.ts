import type { SseEvent } from "../../sse/sse-event.ts";
import { type EventFacts, plainFacts, type RequestSpec, type StreamReader, type StreamRoute } from "../protocol.ts";
import { SeenSums } from "../seen-sums.ts";
import { createSteps } from "./check-description.ts";
import type { AsideRule, DescribedRequest, EndRule, StreamDescription } from "./description.ts";
import { parseJson, valueAt } from "./json-pointer.ts";
import { fill } from "./template.ts";

const foreign: EventFacts = { ...plainFacts, foreign: true };

/** Numbers from here on are no counter that a test could reach. */
const mostEvents = 1_000_000_000;

/**
 * Reads a described stream and proves it by its counter.
 *
 * An event without a number is neither judged nor delivered: the counter says nothing about it. Only the end may lack one;
 * it then counts as the event after the last.
 */
export class DescribedReader implements StreamReader, StreamRoute {
  requestId: string | null = null;
  lastSeq = -1;
  readonly #description: StreamDescription;
  readonly #values: Record<string, string>;
  readonly #sums = new SeenSums();
  /** What a resume sends, and the number of the last event that it covers; null and -1 before there is any. */
  #cursor: string | null = null;
  #cursorSeq = -1;

  constructor(description: StreamDescription, marker: string) {
    this.#description = description;
    this.#values = { marker };
  }

  get route(): StreamRoute {
    return this;
  }

  get steps() {
    return createSteps(this.#description).map((step) => ({
      request: () => this.#request(step),
      take: (body: string) => this.#take(step.take ?? {}, body),
    }));
  }

  open(): RequestSpec {
    return this.#request(this.#description.open);
  }

  resume(): { readonly request: RequestSpec; readonly from: number } {
    const { open, resume = open, cursor } = this.#description;
    const request = this.#request(resume);
    const { send } = cursor;
    if (this.#cursor === null || send === undefined) return { request, from: -1 };
    const from = this.#cursorSeq;
    // Header values are bytes: a browser sends Last-Event-ID as UTF-8 (HTML standard, 9.2), node writes each code unit as a byte.
    if ("header" in send) {
      const value = Buffer.from(this.#cursor, "utf8").toString("latin1");
      return { request: { ...request, headers: { ...request.headers, [send.header.toLowerCase()]: value } }, from };
    }
    const joint = request.path.includes("?") ? "&" : "?";
    const query = `${encodeURIComponent(send.query)}=${encodeURIComponent(this.#cursor)}`;
    return { request: { ...request, path: `${request.path}${joint}${query}` }, from };
  }

  read(event: SseEvent): EventFacts {
    const { aside = [], end } = this.#description;
    const json = lazyJson(event);
    if (aside.some((rule) => isAside(rule, event))) {
      this.#moveCursor(event, json);
      return plainFacts;
    }
    if (!event.wellFormed) return { ...plainFacts, malformed: true };
    const seq = this.#seqOf(event, json, end);
    const final = seq >= 0 && end.some((rule) => ends(rule, event, json, seq));
    if (seq < 0) {
      this.#moveCursor(event, json);
      return plainFacts;
    }
    if (this.#isForeign(json)) {
      this.#moveCursor(event, json); // a client cannot know
      return foreign;
    }
    const dropped = seq <= this.lastSeq;
    const first = dropped ? this.#sums.get(seq) : 0;
    if (first === 0) this.#sums.set(seq, event.sum);
    if (!dropped) this.lastSeq = seq;
    this.#moveCursor(event, json, seq);
    const differs = dropped && first !== 0 && first !== undefined && first !== event.sum;
    return { ...plainFacts, seq, index: seq, final, dropped, differs };
  }

  end(): void {
    this.#sums.release();
  }

  #isForeign(json: () => unknown): boolean {
    const [, marker] = this.#description.proof;
    if (marker === undefined) return false;
    const word = valueAt(json(), marker.marker);
    if (typeof word !== "string" && typeof word !== "number") return false; // the end may lack it, and proves nothing then
    return String(word) !== fill(marker.equals ?? "{marker}", this.#values);
  }

  /** @returns -1 for an event that has no number */
  #seqOf(event: SseEvent, json: () => unknown, end: readonly EndRule[]): number {
    const [{ number, from = 0 }] = this.#description.proof;
    const value = number === "id" ? numberOf(event.hasId ? event.id : "") : valueAt(json(), number);
    if (typeof value === "number" && Number.isSafeInteger(value) && value >= from && value - from < mostEvents) {
      return value - from;
    }
    const isEnd = this.lastSeq >= 0 && end.some((rule) => ends(rule, event, json, -1));
    return isEnd ? this.lastSeq + 1 : -1;
  }

  #moveCursor(event: SseEvent, json: () => unknown, seq?: number): void {
    const { from } = this.#description.cursor;
    if (from === "none") return;
    if (from === "count") {
      this.#cursor = this.lastSeq < 0 ? null : String(this.lastSeq + 1);
      this.#cursorSeq = this.lastSeq;
      return;
    }
    if (from === "id") {
      if (!event.hasId) return;
      this.#cursor = event.id === "" ? null : event.id; // an empty id resets it (HTML standard, 9.2.6)
    } else {
      const value = valueAt(json(), from.data);
      if (typeof value !== "string" && typeof value !== "number") return;
      this.#cursor = String(value);
    }
    this.#cursorSeq = this.#cursor === null ? -1 : (seq ?? this.#cursorSeq);
  }

  /** @returns what is wrong with the answer, or null */
  #take(take: Readonly<Record<string, string>>, body: string): string | null {
    if (Object.keys(take).length === 0) return null;
    const json = parseJson(body);
    if (json === undefined) return `the answer to "create" is not JSON: ${JSON.stringify(body.slice(0, 60))}`;
    for (const [name, pointer] of Object.entries(take)) {
      const value = valueAt(json, pointer);
      if (typeof value !== "string" && typeof value !== "number")
        return `the answer to "create" has no value at ${pointer}`;
      this.#values[name] = String(value);
    }
    return null;
  }

  #request({ get, post, headers = {}, json }: DescribedRequest): RequestSpec {
    const values = this.#values;
    const filled = Object.fromEntries(
      Object.entries(fill(headers, values)).map(([name, text]) => [name.toLowerCase(), text]),
    );
    return {
      method: post === undefined ? "GET" : "POST",
      path: fill(get ?? post ?? "/", values, encodeURIComponent),
      headers: {
        accept: "text/event-stream",
        ...(json === undefined ? {} : { "content-type": "application/json" }),
        ...filled,
      },
      ...(json === undefined ? {} : { body: JSON.stringify(fill(json, values)) }),
    };
  }
}

function numberOf(text: string): number | null {
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function lazyJson(event: SseEvent): () => unknown {
  let read = false;
  let value: unknown;
  return () => {
    if (!read) value = parseJson(event.data);
    read = true;
    return value;
  };
}

function isAside(rule: AsideRule, event: SseEvent): boolean {
  return rule === "without-id" ? !event.hasId : event.type === rule.event;
}

function ends(rule: EndRule, event: SseEvent, json: () => unknown, seq: number): boolean {
  if ("event" in rule) return event.type === rule.event;
  if ("data" in rule) return event.data === rule.data;
  if ("after" in rule) return seq === rule.after - 1;
  return valueAt(json(), rule.pointer) === rule.equals;
}
