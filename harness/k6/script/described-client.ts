import { DescribedCursor } from "../../protocols/description/cursor.ts";
import { requestOf, stepsOf } from "../../protocols/description/requests.ts";
import { EventJson, EventRules } from "../../protocols/description/rules.ts";
import {
  type TakenOnOpen,
  takeFromEvent,
  takeFromHeaders,
  takenOnOpen,
} from "../../protocols/description/taken-values.ts";
import type { DescribedSource } from "../../protocols/protocol.ts";
import type { RequestSpec } from "../../protocols/stream-reader.ts";
import type { SseEvent } from "../../sse/sse-event.ts";
import { type Answered, type ClientInK6, isStream, type Learned } from "./client-in-k6.ts";
import { type BodyEvent, readBody } from "./read-body.ts";

/** A client of a described protocol: it comes back with its cursor. `whyNotInK6` has refused what k6 cannot do. */
export class DescribedClient implements ClientInK6 {
  readonly #source: DescribedSource;
  readonly #rules: EventRules;
  readonly #cursor: DescribedCursor;
  readonly #json = new EventJson();
  readonly #taken: TakenOnOpen;
  readonly #values: Record<string, string>;
  readonly steps: ClientInK6["steps"];
  #events = 0;

  /** @param name a word that no other stream of the plan has */
  constructor(source: DescribedSource, name: string) {
    const { description, given, word } = source;
    this.#source = source;
    this.#rules = new EventRules(description);
    this.#taken = takenOnOpen(description.open);
    this.#values = { ...given, marker: `${word}-${name}` };
    this.#cursor = new DescribedCursor(description.cursor, this.#values);
    this.steps = stepsOf(description, this.#values);
  }

  get taken(): Readonly<Record<string, string>> {
    return this.#values;
  }

  start(): RequestSpec {
    return requestOf(this.#source.description.open, this.#values);
  }

  readonly canResume = true;

  get isEmpty(): boolean {
    return this.#events === 0;
  }

  resume() {
    const { open, resume = open } = this.#source.description;
    // k6 writes headers as UTF-8 itself.
    const request = this.#cursor.putInto(requestOf(resume, this.#values), undefined, (text) => text);
    return { request, from: -1 };
  }

  /** All of it: its events are judged by it, and a described protocol has no resume token. */
  logged(body: string): string {
    return body;
  }

  learn({ status, headers, body, cut, whole, resumes }: Answered): Learned {
    const { end = [], gone = [], closes } = this.#source.description;
    const retry = { retryMs: null as number | null };
    if (status !== 0 && !isStream(status, headers)) {
      const ended = end.some((rule) => typeof rule === "object" && "status" in rule && rule.status === status);
      const isGone = resumes && gone.some((rule) => "status" in rule && [rule.status].flat().includes(status));
      return { why: ended ? "complete" : "refused", delivered: false, partial: false, gone: isGone, ...retry };
    }
    this.#cursor.answered(headers);
    takeFromHeaders(this.#taken.fromHeaders, headers, this.#values);
    const before = this.#events;
    let final = false;
    let saidGone = false;
    const halfEvent = readBody(
      body,
      (event) => {
        if (saidGone) return; // our own engine reads no further either
        const seen = this.#read(event);
        final ||= seen === "end";
        saidGone = seen === "gone" && !final;
      },
      (ms) => {
        retry.retryMs = ms;
      },
      (id) => this.#moveCursor({ type: "", data: "", id }),
    );
    const inOrder = whole && !halfEvent;
    const closed = inOrder && end.includes("close");
    const why = final ? "complete" : saidGone ? "refused" : cut ? "cut" : closed ? "complete" : "error";
    const resumable = why === "error" && inOrder && closes === "anytime" && this.#cursor.text !== null;
    return { why, delivered: this.#events > before, partial: false, gone: saidGone, resumable, ...retry };
  }

  #moveCursor(block: BodyEvent): SseEvent {
    const event = eventOf(block);
    this.#cursor.move(event, this.#json.of(event), null);
    return event;
  }

  #read(block: BodyEvent): "end" | "gone" | null {
    const event = this.#moveCursor(block);
    const json = this.#json;
    takeFromEvent(this.#taken.fromEvents, json, this.#values);
    if (this.#rules.isGone(event, json)) return "gone";
    if (this.#rules.isEnd(event, json)) return "end";
    if (this.#rules.isAside(event, json)) return null;
    this.#events++;
    return null;
  }
}

/** Rules and cursor read only these fields. */
function eventOf({ type, data, id }: BodyEvent): SseEvent {
  const number = id !== null && /^(0|[1-9]\d{0,8})$/.test(id) ? Number(id) : -1;
  return { type: type || "message", data, id: id ?? "", number, hasId: id !== null } as SseEvent;
}
