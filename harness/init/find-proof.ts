import { cannotSee } from "../protocols/description/cannot-see.ts";
import type { EndRule, StreamDescription } from "../protocols/description/description.ts";
import { type Counter, numbersOf } from "./find-counter.ts";
import type { Observation, SeenEvent } from "./observe.ts";

interface FoundProof {
  readonly proof: StreamDescription["proof"];
  readonly reason: string;
  /** What can be proved with it, and what cannot. */
  readonly sentence: string;
}

/** A counter proves most. Without one, a stream that reads the same twice can have a witness. */
export function proofOf(
  counter: Counter | null,
  { watched, cut, end }: { readonly watched: Observation; readonly cut: Observation; readonly end: EndRule },
): FoundProof | null {
  if (counter !== null) {
    const { pointer: number, from, seen } = counter;
    // The first event may be a heartbeat. Without any number nothing is known of where another reading begins.
    const again = cut.events.flatMap(numbersOf).find(([place]) => place === number)?.[1];
    const proof = [again === from ? { number, from } : { number }];
    const shared =
      again === undefined || again === from
        ? ""
        : `; another reading began with ${again}, so all clients read one stream`;
    return {
      proof,
      reason: `${seen} events were numbered without a gap${shared}`,
      sentence: `So lost, doubled and moved events can be proved by their numbers. What cannot: ${cannotSee({ proof, end: [end] })}`,
    };
  }
  const same = cut.events.length >= 3 && cut.events.every((event, i) => sameEvent(event, watched.events[i]));
  if (!same) return null;
  const proof = ["witness" as const];
  return {
    proof,
    reason: "two readings of the stream began with the same events",
    sentence: `Events have no numbers, and two readings began alike. So a second client can be the witness of what each stream holds. What cannot be proved: ${cannotSee({ proof, end: [end] })}`,
  };
}

function sameEvent(a: SeenEvent, b: SeenEvent | undefined): boolean {
  return b !== undefined && a.id === b.id && a.type === b.type && a.data === b.data;
}
