import type { SseEvent } from "../../../sse/sse-event.ts";
import { type EventFacts, plainFacts } from "../../event-facts.ts";
import { SeenSums } from "../../seen-sums.ts";
import type { RequestSpec, StreamRoute } from "../../stream-reader.ts";
import type { PublisherProof, PublishRequest } from "../description.ts";
import { plainAnswer, requestOf } from "../requests.ts";
import type { EventJson } from "../rules.ts";
import { fill, type Values } from "../template.ts";
import { DescribedReader } from "./described-reader.ts";
import { chainAfter, payloadsOf, readPayload } from "./payload.ts";

/** Reads what the harness publishes itself: each event has its number, its stream's name, and a hash of all events before it. */
export class PublishedReader extends DescribedReader {
  readonly #sums = new SeenSums();
  /** The chain after each event, from the cursor on. */
  readonly #chains = new Map<number, string>();

  get publisher(): StreamRoute["publisher"] {
    const { publisher, last = publisher } = this.plan.publisher as PublisherProof;
    const { values } = this;
    return {
      *requests(events: number, bytes: number): Generator<RequestSpec> {
        let left = events;
        for (const payload of payloadsOf(values.marker ?? "", events, bytes)) {
          yield publishing(--left === 0 ? last : publisher, { ...values, payload });
        }
      },
    };
  }

  protected override readOwn(event: SseEvent, json: EventJson): EventFacts {
    const { at } = this.plan.publisher as PublisherProof;
    const payload = readPayload(at === undefined ? json.value : json.at(at));
    if (payload === null) {
      this.cursor.move(event, json, this.lastRead);
      return plainFacts; // not published by us: it is a message of the broker's own
    }
    if (payload.stream !== this.values.marker) {
      this.cursor.move(event, json, null);
      return { ...plainFacts, foreign: true };
    }
    const seq = payload.n;
    const { sum } = event;
    const dropped = seq <= this.lastSeq;
    const first = dropped ? this.#sums.get(seq) : 0;
    if (first === 0) this.#sums.set(seq, sum);
    this.cursor.move(event, json, seq);
    const final = seq === payload.of - 1;
    const facts = this.facts(seq, seq, dropped, final);
    facts.differs = dropped && first !== 0 && first !== undefined && first !== sum;
    if (!dropped) {
      facts.chain = this.#follows(seq, payload.text, payload.chain) ? "linked" : "unlinked";
      this.lastSeq = seq;
    }
    return facts;
  }

  protected override copyInto(fork: PublishedReader, covered: number): void {
    fork.lastSeq = covered;
    const chain = this.#chains.get(covered);
    if (chain !== undefined) fork.#chains.set(covered, chain);
  }

  override end(): void {
    this.#sums.release();
  }

  /** After a gap the chain before is unknown, so the chain begins again with the event's own. */
  #follows(seq: number, text: string, chain: string): boolean {
    const before = seq === 0 ? (this.values.marker ?? "") : this.#chains.get(seq - 1);
    const { covers } = this.cursor;
    for (const old of this.#chains.keys()) if (old < covers && old < seq - 1) this.#chains.delete(old);
    this.#chains.set(seq, chain);
    return before !== undefined && chainAfter(before, text) === chain;
  }
}

function publishing({ text, form, ...request }: PublishRequest, values: Values): RequestSpec {
  const spec = requestOf(request, values, plainAnswer);
  if (text !== undefined) return { ...spec, body: fill(text, values) };
  if (form === undefined) return spec;
  const headers = { "content-type": "application/x-www-form-urlencoded", ...spec.headers };
  return { ...spec, headers, body: String(new URLSearchParams(fill(form, values))) };
}
