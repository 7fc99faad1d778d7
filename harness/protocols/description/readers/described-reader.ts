import type { IncomingHttpHeaders } from "node:http";
import { digestOf, digestOfText } from "../../../sse/digest.ts";
import { ReadEvent, type SseEvent } from "../../../sse/sse-event.ts";
import { type EventFacts, type EventMark, plainFacts } from "../../event-facts.ts";
import type {
  CursorRequests,
  RequestSpec,
  StreamReader,
  StreamRoute,
  StreamVerdict,
  StreamWitness,
} from "../../stream-reader.ts";
import { isHostile } from "../hostile-text.ts";
import type { Plan } from "../reading-plan.ts";
import { createSteps, DescribedCursor, requestOf, stepsOf, takeFrom } from "../requests.ts";
import { EventJson } from "../rules.ts";
import { fill } from "../template.ts";
import { unknownLike } from "../unknown-cursor.ts";
import { DocumentParts } from "./document.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What most events are: one of the stream. One for all: it is meant until the next event is read. */
const ofStream: Mutable<EventFacts> = { ...plainFacts };
const mark: Mutable<EventMark> = { id: 0, lo: 0, hi: 0 };

/** What all readers of described streams share: the way in and back, the cursor, and what belongs to the stream at all. */
export abstract class DescribedReader implements StreamReader, StreamRoute {
  requestId: string | null = null;
  lastSeq = -1;
  protected readonly plan: Plan;
  protected readonly json = new EventJson();
  protected cursor: DescribedCursor;
  protected document: DocumentParts | null;
  protected readonly values: Record<string, string>;
  /** The place of the stream's event that this connection brought last: what comes beside the stream is behind it. */
  protected lastRead = -1;
  /** The rest of an event that holds several of the stream. */
  #items: Iterator<SseEvent> | null = null;
  /** How many values of events were taken. */
  #taken = 0;
  #inSession = false;
  /** Its marker is a text that a careless server changes. */
  readonly #isHostile: boolean;

  constructor(plan: Plan, values: Record<string, string>) {
    this.plan = plan;
    this.values = values;
    this.#isHostile = isHostile(values.marker ?? "");
    this.cursor = new DescribedCursor(plan.description.cursor, values);
    this.document = plan.document ? new DocumentParts(plan.document) : null;
  }

  get route(): StreamRoute {
    return this;
  }

  get marks(): boolean {
    return this.plan.marks;
  }

  get ends() {
    return this.plan.ends;
  }

  get goneStatuses() {
    return this.plan.goneStatuses;
  }

  get steps() {
    return stepsOf(this.plan.description, this.values, this.#inSession);
  }

  adopt(values: Readonly<Record<string, string>>): void {
    Object.assign(this.values, values);
  }

  joinSession(other: StreamReader): void {
    if (!(other instanceof DescribedReader)) return;
    for (const { take = {} } of createSteps({ session: this.plan.description.session }))
      for (const name of Object.keys(take)) this.values[name] = other.values[name] ?? "";
    this.#inSession = true;
  }

  get witness(): StreamWitness | undefined {
    const { witness, description } = this.plan;
    if (!witness) return undefined;
    const { open, resume = open } = description;
    const request = witness.open ?? (open.get === undefined ? resume : open);
    return {
      when: witness.when,
      mayComeFirst: open.get !== undefined,
      open: () => requestOf(request, this.values),
      reader: () => this.plan.reader({ ...this.values }),
    };
  }

  open(): RequestSpec {
    this.#begin(-1);
    return requestOf(this.plan.description.open, this.values);
  }

  resume(): { readonly request: RequestSpec; readonly from: number } {
    const { open, resume = open } = this.plan.description;
    const from = this.cursor.covers;
    this.#begin(from);
    return { request: this.cursor.putInto(requestOf(resume, this.values)), from };
  }

  get cursors(): CursorRequests | undefined {
    const { open, resume = open, cursor } = this.plan.description;
    if (cursor.from === "none") return undefined;
    return {
      own: this.cursor.text,
      unknown: unknownLike(this.cursor.text),
      resumeWith: (text) => this.cursor.putInto(requestOf(resume, this.values), text),
    };
  }

  fork(): StreamReader {
    // A second client has the cursor, and not what came behind it: the server has to send that once more.
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
    if (this.plan.takenFromHeaders) takeFrom(this.plan.takenFromHeaders, { body: "", headers }, this.values);
  }

  read(event: SseEvent): EventFacts {
    const { items } = this.plan.description;
    const list = items === undefined ? undefined : this.json.of(event).at(items);
    if (!Array.isArray(list)) return this.#readOne(event);
    this.#items = itemsOf(event, list);
    return this.more() ?? plainFacts;
  }

  more(): EventFacts | null {
    const item = this.#items?.next();
    if (item && !item.done) return this.#readOne(item.value);
    this.#items = null;
    return null;
  }

  #readOne(event: SseEvent): EventFacts {
    const { rules, takenFromEvents } = this.plan;
    const json = this.json.of(event);
    if (takenFromEvents.length > this.#taken) this.#takeFrom(json);
    if (rules.isAside(event, json) && !rules.isEnd(event, json)) {
      this.cursor.move(event, json, this.lastRead);
      return plainFacts;
    }
    if (!event.wellFormed) return { ...plainFacts, malformed: true };
    if (rules.isGone(event, json)) return { ...plainFacts, gone: true };
    const facts = this.readOwn(event, json, this.#isForeign(event, json));
    if (facts.index >= 0) this.lastRead = facts.index;
    return this.#isAltered(event, json, facts) ? { ...facts, altered: true } : facts;
  }

  verdicts(): readonly StreamVerdict[] {
    return this.document ? [this.document.verdict()] : [];
  }

  end(): void {}

  #takeFrom(json: EventJson): void {
    for (const [name, pointer] of this.plan.takenFromEvents) {
      const value = json.at(pointer);
      if (Object.hasOwn(this.values, name) || (typeof value !== "string" && typeof value !== "number")) continue;
      this.values[name] = String(value);
      this.#taken++;
    }
  }

  #begin(from: number): void {
    this.lastRead = from;
    this.#items = null;
    this.connected(from);
  }

  /** A connection begins behind this event of the stream. */
  protected connected(_from: number): void {}

  /** What only this kind of reader knows of its stream, up to this event. */
  protected abstract copyInto(fork: StreamReader, covered: number): void;

  /** An event that belongs to the stream. */
  protected abstract readOwn(event: SseEvent, json: EventJson, foreign: boolean): EventFacts;

  protected isEnd(event: SseEvent, json: EventJson, place: number): boolean {
    const { rules } = this.plan;
    return rules.isEnd(event, json) || (rules.after > 0 && place === rules.after - 1);
  }

  protected markOf(event: SseEvent): EventMark {
    mark.id = event.hasId && event.id !== "" ? digestOfText(event.id) : 0;
    mark.lo = event.sum | 0;
    mark.hi = digestOf(event.type, event.raw);
    return mark;
  }

  /** Facts of an event of the stream, meant until the next one is read. */
  protected facts(seq: number, index: number, dropped: boolean, final: boolean): Mutable<EventFacts> {
    ofStream.seq = seq;
    ofStream.index = index;
    ofStream.dropped = dropped;
    ofStream.final = final;
    ofStream.differs = false;
    ofStream.foreign = false;
    ofStream.chain = "none";
    ofStream.mark = null;
    return ofStream;
  }

  protected deliver(json: EventJson, final: boolean): void {
    if (this.document === null) return;
    if (final) this.document.finish(json);
    else this.document.add(json);
  }

  #isForeign(event: SseEvent, json: EventJson): boolean {
    const { marker, rules } = this.plan;
    if (!marker) return false;
    if (marker.marker === "data" && rules.isEnd(event, json)) return false;
    const word = marker.marker === "data" ? event.data : json.atFirst(marker.marker);
    if (typeof word !== "string" && typeof word !== "number") return false; // the end may lack it, and proves nothing then
    if (this.#isHostile) return false;
    return String(word) !== fill(marker.equals ?? "{marker}", this.values);
  }

  /** The stream's word is a text that a careless server changes: it must come back as it was sent. */
  #isAltered(event: SseEvent, json: EventJson, { final, foreign, seq, index }: EventFacts): boolean {
    const { marker } = this.plan;
    if (!marker || !this.#isHostile || final || foreign || (seq < 0 && index < 0)) return false;
    if (marker.marker !== "data") return json.atFirst(marker.marker) !== this.values.marker;
    // A stream has lines, and its reader cannot tell how they ended (HTML standard, 9.2.6).
    return event.data !== this.values.marker?.replace(/\r\n?/g, "\n");
  }
}

/** The items of an event as events. Its id is that of the last one: a client has all of them, or none. */
function* itemsOf(event: SseEvent, list: readonly unknown[]): Generator<SseEvent> {
  const { type, id, number, hasId, bytes, wellFormed } = event;
  for (const [place, item] of list.entries()) {
    const data = Buffer.from(JSON.stringify(item));
    yield new ReadEvent(type, data, id, number, hasId && place === list.length - 1, bytes, wellFormed);
  }
}
