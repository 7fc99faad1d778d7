import type { Block } from "./proxy/block.ts";
import type { ProxiedRequest } from "./proxy/proxied-request.ts";

/**
 * What a liar has to know about the protocol between clients and server, so that one liar can lie in every protocol.
 *
 * A _payload_ is an event that is not the last one. It has a number where the protocol gives it one, in its id or in its data.
 */
export interface WireAdapter {
  kindOf(request: Pick<ProxiedRequest, "path" | "headers">): ProxiedRequest["kind"];
  /** The stream's name, from the answer's headers or else from the request; "" when neither has it. */
  streamOf(request: Pick<ProxiedRequest, "path" | "headers">, answer?: Readonly<Record<string, string>>): string;
  /** How many payloads a resume's answer says it replays; null when it does not say. */
  replayedBy(answer: Readonly<Record<string, string>>): number | null;
  isPayload(block: Block): boolean;
  isFinal(block: Block): boolean;
  /** Whether the block has a place in the stream's order, so that it can be in a wrong one. */
  isOrdered(block: Block): boolean;
  /** Null for a block without a number. */
  numberOf(block: Block): number | null;
  /** The same block under another number. Unchanged where events have no numbers. */
  renumbered(block: Block, by: number): Block;
  /** The same event again, under a new number or id. */
  again(block: Block): Block;
  /** An event with the number (and the id, where ids are numbers) of another one. */
  inPlaceOf(event: Block, other: Block): Block;
  /** The same event with one letter of its text changed; null when it has no text. */
  altered(block: Block): Block | null;
  /** A made-up event of the usual form, in the place of this one. */
  invented(block: Block): Block;
  /** The last event with other content. */
  alteredFinal(block: Block): Block;
  /** A last event that would be right if these were all payloads. */
  finalAfter(payloads: readonly Block[]): Block;
}
