import type { SseEvent } from "../../sse/sse-event.ts";
import { type EventFacts, plainFacts } from "../event-facts.ts";
import { SeenSums } from "../seen-sums.ts";
import type { StreamReader } from "../stream-reader.ts";
import { link, wordsOf } from "./chain.ts";
import { numberOfId } from "./event-number.ts";
import { type KnownChains, ownerNumber } from "./known-chains.ts";
import { readLinked } from "./payload-bytes.ts";
import { RecentChains } from "./recent-chains.ts";
import { parseObject, readToken } from "./token.ts";

/** The data of a `stage` or `resume` event, before anything in it has been believed. */
interface Data {
  readonly stage?: unknown;
  readonly payload?: unknown;
  readonly trimmed?: unknown;
  readonly resume?: unknown;
  readonly token?: unknown;
}

interface Payload {
  readonly index?: unknown;
  readonly total?: unknown;
  readonly text?: unknown;
  readonly chain?: unknown;
}

/** The facts of nearly every event. Reused for every event, so they are valid only until the next one is read. */
const linkedFacts = { ...plainFacts, chain: "linked" as const };

/**
 * Reads a draft-graph stream and proves each payload by its hash chain (contract, Integrity).
 *
 * An event whose id was seen before is dropped, as the contract asks of clients. A sum of its bytes is compared with that of the
 * first ones, so that a server that replays something else under an old id is found. A payload that another stream's reader has
 * proved is foreign: it is not part of this stream, so it takes neither an id nor a place in the chain.
 */
class DraftGraphReader implements StreamReader {
  requestId: string | null = null;
  lastSeq = -1;
  readonly #sums = new SeenSums();
  #chains = new RecentChains();
  /** How far ids run ahead of payload indexes: the first event and the token have ids and no payload. */
  #idsAhead = 2;
  /** How many payloads the stream will have, as its payloads say; and the other total that the last payload named that disagreed. */
  #total: number | null = null;
  #otherTotal: number | null = null;
  /** What the readers of the face's streams have proved; null for a reader that shares nothing. */
  readonly #known: KnownChains | null;
  /** This stream's number in `#known`, while each payload has followed from the stream's name on; else 0. */
  #owner = 0;

  constructor(known: KnownChains | null) {
    this.#known = known;
  }

  read(event: SseEvent): EventFacts {
    const seq = numberOfId(event);
    if (seq === null) return { ...plainFacts, malformed: true };
    if (seq < 0) return this.#factsOf(event, seq, false);
    const { sum } = event;
    const dropped = seq <= this.lastSeq;
    const first = dropped ? this.#sums.get(seq) : 0;
    if (first === undefined || (dropped && first === sum)) return { ...plainFacts, seq, dropped };
    const facts = (dropped ? null : this.#quickFacts(event, seq)) ?? this.#factsOf(event, seq, dropped);
    if (facts.foreign && facts.chain === "unlinked") return facts;
    if (first === 0) this.#sums.set(seq, sum);
    if (dropped) return first === 0 ? facts : { ...facts, differs: true };
    this.lastSeq = seq;
    return facts;
  }

  end(): void {
    this.#sums.release();
  }

  fork(): StreamReader {
    const fork = new DraftGraphReader(this.#known);
    fork.requestId = this.requestId;
    fork.lastSeq = this.lastSeq;
    fork.#chains = this.#chains.copy();
    fork.#idsAhead = this.#idsAhead;
    fork.#total = this.#total;
    fork.#otherTotal = this.#otherTotal;
    fork.#owner = this.#owner;
    return fork;
  }

  /** Facts of the common case: a payload that follows from the one before, so that it cannot be an old one. Null for all others. */
  #quickFacts(event: SseEvent, seq: number): EventFacts | null {
    const chains = this.#chains;
    if (!chains.newestIsChain || event.type !== "stage" || !event.wellFormed) return null;
    const payload = readLinked(event, chains.high, chains.low);
    if (payload === null || payload.total !== this.#total) return null;
    chains.push(payload.high, payload.low);
    if (this.#owner !== 0) this.#known?.add(payload.high, payload.low, this.#owner);
    this.#idsAhead = seq - payload.index;
    linkedFacts.seq = seq;
    linkedFacts.index = payload.index;
    return linkedFacts;
  }

  #factsOf(event: SseEvent, seq: number, dropped: boolean): EventFacts {
    const own = { ...plainFacts, seq, dropped };
    const data = event.wellFormed ? parseObject<Data>(event.data) : null;
    if (!data) return { ...own, malformed: true };
    if (event.type === "resume") return { ...own, ...this.#tokenFacts(data.token) };
    if (event.type !== "stage") return own;
    const final = data.stage === "COMPLETE";
    if (!final && data.stage !== "DRAFTING") return { ...own, malformed: true };
    const about = { ...own, final, resumeUnavailable: data.resume === "unavailable" };
    if (data.payload === null && data.trimmed === true) return { ...about, payloadTrimmed: true };
    if (typeof data.payload !== "object" || data.payload === null)
      return { ...about, malformed: this.#chains.length > 1 };
    const facts = { ...about, ...this.#payloadFacts(data.payload as Payload, final, dropped) };
    return facts.chain === "unlinked" && !facts.foreign ? { ...facts, unseen: this.#isUnseen(event, facts) } : facts;
  }

  #tokenFacts(raw: unknown): Partial<EventFacts> {
    const read = typeof raw === "string" ? readToken(raw) : null;
    if (!read || typeof raw !== "string") return { malformed: true };
    this.requestId ??= read.requestId;
    if (read.requestId !== this.requestId) return { foreign: true }; // another stream's token, which this client must not use
    return { token: { raw, claims: read.claims } };
  }

  /** Whether the events that may have had this payload's index before had other bytes; false when that is too long ago to know. */
  #isUnseen(event: SseEvent, { seq, index }: EventFacts): boolean {
    const { sum } = event;
    const before = [index + this.#idsAhead, index + 2, index + 1].filter((each) => each >= 0 && each !== seq);
    return before.every((each) => this.#sums.get(each) !== undefined && this.#sums.get(each) !== sum);
  }

  #payloadFacts(payload: Payload, final: boolean, dropped: boolean): Partial<EventFacts> {
    const chains = this.#chains;
    const index = countOf(final ? payload.total : payload.index);
    if (typeof payload.chain !== "string") return chains.length > 1 ? { malformed: true } : { index };
    const begins = chains.length === 0 && this.requestId !== null;
    if (begins) chains.begin();
    const again = !final && chains.includes(payload.chain); // no two payloads have the same chain, so this one came twice
    const place = again ? -1 : chains.find(this.requestId ?? "", (before) => follows(before, payload, final));
    if (place < 0 && !again && this.#isOfAnother(payload.chain)) return { chain: "unlinked", foreign: true };
    chains.remember(payload.chain, { newest: place === 0 || !dropped });
    this.#own(payload.chain, place, begins);
    const chain = place === 0 ? "linked" : place > 0 ? "relinked" : "unlinked";
    if (chain === "unlinked") return { index, chain };
    if (this.#agreesOnTotal(payload) && index >= 0) return { index, chain };
    return final ? { index: this.#total ?? index, chain: "unlinked" } : { malformed: true };
  }

  /** Lets the other readers know a payload of this stream. */
  #own(chain: string, place: number, begins: boolean): void {
    if (this.#known === null) return;
    if (place < 0)
      this.#owner = 0; // the payloads that follow from it might be another stream's
    else if (begins) this.#owner = ownerNumber(this.requestId ?? "");
    const words = this.#owner !== 0 && place === 0 ? wordsOf(chain) : null;
    if (words) this.#known.add(words.high, words.low, this.#owner);
  }

  #isOfAnother(chain: string): boolean {
    const words = this.#known !== null && this.requestId !== null ? wordsOf(chain) : null;
    const owner = words && this.#known ? this.#known.ownerOf(words.high, words.low) : 0;
    return owner !== 0 && owner !== ownerNumber(this.requestId ?? "");
  }

  /** The chain does not cover the total. Unchecked, a stream could be ended early with a last event that fits. */
  #agreesOnTotal(payload: Payload): boolean {
    const said = countOf(payload.total);
    if (said === this.#total) return true;
    const believed = this.#total === null || said === this.#otherTotal;
    if (believed) this.#total = said;
    else this.#otherTotal = said;
    return believed;
  }
}

/** @param known shared by the readers of one face, so that they recognize each other's payloads */
export function createDraftGraphReader(known: KnownChains | null = null): StreamReader {
  return new DraftGraphReader(known);
}

/** @returns -1 for what is not a count */
function countOf(value: unknown): number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : -1;
}

function follows(before: string, payload: Payload, final: boolean): boolean {
  if (final) return payload.chain === before;
  return typeof payload.text === "string" && link(before, payload.text) === payload.chain;
}
