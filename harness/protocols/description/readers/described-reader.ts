import type { IncomingHttpHeaders } from "node:http";
import { digestOf, digestOfText } from "../../../sse/digest.ts";
import type { SseEvent } from "../../../sse/sse-event.ts";
import { type EventFacts, type EventMark, plainFacts } from "../../event-facts.ts";
import type { StreamReader, StreamRoute, StreamVerdict } from "../../stream-reader.ts";
import type { ReadingPlan } from "../reading-plan.ts";
import { EventJson } from "../rules.ts";
import { lackOf, takeFromEvent, takeFromHeaders } from "../taken-values.ts";
import { DescribedRoute } from "./described-route.ts";
import { DocumentParts } from "./document.ts";
import { itemsOf } from "./event-items.ts";
import { MarkerCheck } from "./marker-check.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What most events are: one of the stream. Reused for every event, so it is valid only until the next one is read. */
const streamFacts: Mutable<EventFacts> = { ...plainFacts };
const sharedMark: Mutable<EventMark> = { id: 0, lo: 0, hi: 0 };

/** What all readers of described streams share: they decide which events belong to the stream, and move the cursor. */
export abstract class DescribedReader extends DescribedRoute implements StreamReader {
  requestId: string | null = null;
  lastSeq = -1;
  protected readonly json = new EventJson();
  protected document: DocumentParts | null;
  /** The place of the last event of the stream on this connection. An event beside the stream follows it. */
  protected lastRead = -1;
  /** The remaining items of an event that holds several events of the stream. */
  #items: Iterator<SseEvent> | null = null;
  /** How many of them follow the one that is read. */
  #itemsLeft = 0;
  /** How many of the description's values were taken from events, so that no event is parsed once all are known. */
  #taken = 0;
  readonly #marker: MarkerCheck | null;

  constructor(plan: ReadingPlan, values: Record<string, string>) {
    super(plan, values);
    this.#marker = plan.marker ? new MarkerCheck(plan.marker, plan.rules, values) : null;
    this.document = plan.document ? new DocumentParts(plan.document) : null;
  }

  get route(): StreamRoute {
    return this;
  }

  get marks(): boolean {
    return this.plan.marks;
  }

  fork(): StreamReader {
    // A second client has the cursor and not the events after it: the server has to send those again.
    const fork = this.plan.reader({ ...this.values }) as DescribedReader;
    const { covers } = this.cursor;
    fork.#taken = this.#taken;
    fork.cursor = this.cursor.copy();
    fork.document = covers === this.lastRead ? (this.document?.copy() ?? null) : null;
    this.copyInto(fork, covers);
    return fork;
  }

  answered(headers: IncomingHttpHeaders): void {
    this.cursor.answered(headers);
    takeFromHeaders(this.plan.takenFromHeaders, headers, this.values);
  }

  read(event: SseEvent): EventFacts {
    const { items } = this.plan.description;
    const list = items === undefined ? undefined : this.json.of(event).at(items);
    if (!Array.isArray(list)) return this.#readOne(event);
    if (list.length === 0) return this.#readEmptyList(event);
    this.#items = itemsOf(event, list);
    this.#itemsLeft = list.length;
    return this.more() ?? plainFacts;
  }

  /** It holds no event of the stream. It may be the stream's end, and its id is a cursor as any other. */
  #readEmptyList(event: SseEvent): EventFacts {
    const { rules } = this.plan;
    if (rules.isEnd(event, this.json) || rules.isGone(event, this.json)) return this.#readOne(event);
    this.cursor.move(event, this.json, this.lastRead);
    return plainFacts;
  }

  more(): EventFacts | null {
    const item = this.#items?.next();
    if (item && !item.done) {
      this.#itemsLeft--;
      return this.#readOne(item.value);
    }
    this.#forgetItems();
    return null;
  }

  #readOne(event: SseEvent): EventFacts {
    const { rules, takenFromEvents } = this.plan;
    const json = this.json.of(event);
    if (takenFromEvents.length > this.#taken) this.#taken += takeFromEvent(takenFromEvents, json, this.values);
    if (rules.isAside(event, json) && !this.isEnd(event, json, -1) && !rules.isGone(event, json)) {
      this.cursor.move(event, json, this.lastRead);
      return plainFacts;
    }
    if (!event.wellFormed) return { ...plainFacts, malformed: true };
    if (rules.isGone(event, json)) return { ...plainFacts, gone: true };
    const facts = this.readOwn(event, json, this.#marker?.isForeign(event, json) === true);
    if (facts.index >= 0) this.lastRead = facts.index;
    return this.#marker?.isAltered(event, json, facts) ? { ...facts, altered: true } : facts;
  }

  idAlone(block: SseEvent): void {
    this.cursor.move(block, this.json.of(block), this.lastRead);
  }

  lacks(isOver: boolean): string | null {
    const { description, takenFromHeaders, takenFromEvents } = this.plan;
    const taken = { fromHeaders: takenFromHeaders, fromEvents: takenFromEvents };
    return lackOf(description, taken, { values: this.values, isOver });
  }

  verdicts(): readonly StreamVerdict[] {
    return this.document ? [this.document.verdict()] : [];
  }

  end(): void {}

  protected override begin(from: number): void {
    this.lastRead = from;
    this.#forgetItems();
    this.connected(from);
  }

  #forgetItems(): void {
    this.#items = null;
    this.#itemsLeft = 0;
  }

  /** A connection begins after this event of the stream. */
  protected connected(_from: number): void {}

  /** Copies what only this kind of reader knows of its stream, up to this event. */
  protected abstract copyInto(fork: StreamReader, covered: number): void;

  /** An event that belongs to the stream. */
  protected abstract readOwn(event: SseEvent, json: EventJson, foreign: boolean): EventFacts;

  protected isEnd(event: SseEvent, json: EventJson, place: number): boolean {
    const { rules } = this.plan;
    return rules.isEnd(event, json, this.#itemsLeft === 0) || (rules.after > 0 && place === rules.after - 1);
  }

  protected markOf(event: SseEvent): EventMark {
    sharedMark.id = event.hasId && event.id !== "" ? digestOfText(event.id) : 0;
    sharedMark.lo = event.sum | 0;
    sharedMark.hi = digestOf(event.type, event.raw);
    return sharedMark;
  }

  /** The facts of an event of the stream. The object is reused, so it is valid only until the next event is read. */
  protected facts(seq: number, index: number, dropped: boolean, final: boolean): Mutable<EventFacts> {
    streamFacts.seq = seq;
    streamFacts.index = index;
    streamFacts.dropped = dropped;
    streamFacts.final = final;
    streamFacts.differs = false;
    streamFacts.foreign = false;
    streamFacts.chain = "none";
    streamFacts.mark = null;
    return streamFacts;
  }

  protected deliver(json: EventJson, final: boolean): void {
    if (this.document === null) return;
    if (final) this.document.finish(json);
    else this.document.add(json);
  }
}
