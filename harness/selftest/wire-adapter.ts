import type { Block } from "./proxy/block.ts";
import type { ProxiedRequest } from "./proxy/proxied-request.ts";

/**
 * What a liar has to know of the protocol between the clients and the server: so one liar can lie in each of them.
 *
 * A _payload_ is an event that another one follows. It has a number where the protocol gives it one, in its id or in its data.
 */
export interface WireAdapter {
  kindOf(request: Pick<ProxiedRequest, "path" | "headers">): ProxiedRequest["kind"];
  /** The stream's name, from the answer's head where that tells it, else from the request; "" where neither does. */
  streamOf(request: Pick<ProxiedRequest, "path" | "headers">, answer?: Readonly<Record<string, string>>): string;
  /** Payloads that a resume's answer says it replays; null where it does not say. */
  replayedBy(answer: Readonly<Record<string, string>>): number | null;
  isPayload(block: Block): boolean;
  isFinal(block: Block): boolean;
  /** Whether the block has a place of its own in the stream, so that it can stand in a wrong one. */
  isOrdered(block: Block): boolean;
  /** Null for a block without a number. */
  numberOf(block: Block): number | null;
  /** The same block under another number. Where nothing counts the events it stays as it is. */
  renumbered(block: Block, by: number): Block;
  /** The same event once more, under a number or an id of its own. */
  again(block: Block): Block;
  /** An event under the number and, where ids count, the id of another one. */
  inPlaceOf(event: Block, other: Block): Block;
  /** The same event with one letter of its text changed; null where it has none. */
  altered(block: Block): Block | null;
  /** An event of the usual form that nobody sent, in the place of this one. */
  invented(block: Block): Block;
  /** The last event with other content. */
  alteredFinal(block: Block): Block;
  /** A last event that fits when these were all payloads. */
  finalAfter(payloads: readonly Block[]): Block;
}
