import { flagsOf } from "../../engine/events/event-columns.ts";
import { link } from "../../protocols/draft-graph/chain.ts";
import type { KnownChains } from "../../protocols/draft-graph/known-chains.ts";
import { createDraftGraphReader } from "../../protocols/draft-graph/reader.ts";
import { draftGraphTerms } from "../../protocols/draft-graph/terms.ts";
import { ReadEvent, type SseEvent } from "../../sse/sse-event.ts";
import { DeliveryCheck } from "../delivery/delivery.ts";
import type { FindingKind } from "../findings.ts";

/** One event as a server sends it. */
export interface Sent {
  readonly id: string | null;
  readonly type: string;
  readonly data: string;
}

const requestId = "request-0";

function tokenOf(id: string): string {
  return `${Buffer.from(JSON.stringify({ request_id: id, seq: 1, expires_at: 1, kid: "k" })).toString("base64url")}.x`;
}

/** The events of a whole stream with so many payloads, as the contract wants them. */
export function honestStream(payloads: number, id = requestId): Sent[] {
  let chain = id;
  const texts = Array.from({ length: payloads }, (_, index) => `text ${index} é 😀`);
  const payloadEvents = texts.map((text, index): Sent => {
    chain = link(chain, text);
    return stage(2 + index, { index, total: payloads, text, chain });
  });
  return [
    { id: "0", type: "stage", data: '{"stage":"DRAFTING"}' },
    { id: "1", type: "resume", data: JSON.stringify({ token: tokenOf(id) }) },
    ...payloadEvents,
    {
      id: String(2 + payloads),
      type: "stage",
      data: JSON.stringify({ stage: "COMPLETE", payload: { graph: {}, total: payloads, chain } }),
    },
  ];
}

export function stage(id: number, payload: object): Sent {
  return { id: String(id), type: "stage", data: JSON.stringify({ stage: "DRAFTING", payload }) };
}

/** A connection: what it promised, and what was sent on it. */
export interface Sending {
  readonly cursor?: number;
  readonly partial?: boolean;
  readonly events: readonly Sent[];
}

/** A stream's reader, as the engine makes it. With `known` it is one of several in a face. */
export function readerOf(id: string, known: KnownChains | null = null) {
  const reader = createDraftGraphReader(known);
  reader.requestId = id;
  return { read: (event: Sent) => reader.read(asRead(event)) };
}

/** Reads what was sent as the engine does, checks it, and gives the findings as `kind` or `kind seq`. */
export function check(
  sendings: readonly Sending[],
  reader = readerOf(requestId),
): { kinds: FindingKind[]; found: string[]; checker: DeliveryCheck } {
  const kinds: FindingKind[] = [];
  const found: string[] = [];
  const checker = new DeliveryCheck((kind, seq, _text, count = 1) => {
    for (let i = 0; i < count; i++) {
      kinds.push(kind);
      found.push(`${kind} ${kind === "lost" && count > 1 ? seq + i : seq}`);
    }
  }, draftGraphTerms.firstPayload);
  for (const { cursor = -1, partial = false, events } of sendings) {
    checker.connect({ cursor, partial });
    for (const event of events) {
      const facts = reader.read(event);
      checker.event(facts.seq, facts.index, flagsOf(facts));
    }
  }
  checker.end();
  return { kinds, found, checker };
}

function asRead({ id, type, data }: Sent): SseEvent {
  const number = id !== null && /^(0|[1-9]\d{0,8})$/.test(id) ? Number(id) : -1;
  return new ReadEvent(type, Buffer.from(data), id ?? "", number, id !== null, data.length, true);
}
