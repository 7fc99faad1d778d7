import { agreement, around, bestOf } from "./candidates.ts";
import { MarkPlaces, type Marks } from "./marks.ts";
import { DEVIATION, type IsElsewhere, type Placed, type PlacedReading, type Reading } from "./placed.ts";

/**
 * Why a second reading proves nothing, in a sentence without its full stop; null when it proves something.
 *
 * A server that keeps only the newest events cannot be read again from the start. That is not a fault.
 */
export function whyUseless(
  readings: readonly Reading[],
  witness: Marks,
  { shared, isElsewhere }: { readonly shared: boolean; readonly isElsewhere: IsElsewhere },
): string | null {
  const first = readings.find(({ marks }) => marks.length > 0)?.marks;
  if (shared || !first) return null;
  if (witness.length === 0) return "its witness read no event";
  const places = new MarkPlaces(witness);
  let absent = 0;
  for (let at = 0; at < first.length; at++) {
    const key = first.key(at);
    const isAbsent = places.of(key).length === 0 && !isElsewhere(key);
    if (at === 0 && !isAbsent) return null;
    if (isAbsent) absent++;
  }
  if (2 * absent < first.length) return null;
  return "its witness did not see the stream's start, which the server may no longer have";
}

export interface Witnessed {
  readonly readings: readonly PlacedReading[];
  /** How many events the stream has, as far as the witness shows; null where a witness cannot tell. */
  readonly total: number | null;
  /** How many events the witness' reading does not hold. */
  readonly strangers: number;
}

/**
 * Places the events of a client's connections by a second reading of the same stream, which was never cut.
 *
 * Each event is looked for where it is due: after the cursor, one after the other. One that the witness has elsewhere shows that
 * events were lost, doubled or moved on the way. Where the witness has it in several places, the place is taken from which
 * most of the next events agree. One that the witness does not have was changed, is of another stream, or was made up.
 *
 * @param shared all clients read one stream, so both readings may begin and end anywhere in it. What only one of them saw at
 *   either end is not judged
 */
export function placeByWitness(
  readings: readonly Reading[],
  witness: Marks,
  { shared, isElsewhere }: { readonly shared: boolean; readonly isElsewhere: IsElsewhere },
): Witnessed {
  const places = new MarkPlaces(witness);
  const offset = shared ? offsetOf(readings, witness, places) : 0;
  const placer = new WitnessPlacer(witness, places, offset, { shared, isElsewhere });
  return {
    readings: readings.map((reading) => placer.place(reading)),
    total: shared ? null : witness.length,
    strangers: placer.strangers,
  };
}

/** How much later the client's numbers begin than the witness' places. Events from before the witness came are only counted. */
function offsetOf(readings: readonly Reading[], witness: Marks, places: MarkPlaces): number {
  for (const { marks, from } of readings) {
    for (let place = 0; place < marks.length; place++) {
      const best = bestOf(places.of(marks.key(place)), (there) => agreement(marks, place, witness, there));
      if (best !== null) return from + 1 + place - best;
    }
  }
  return 0;
}

class WitnessPlacer {
  readonly #witness: Marks;
  readonly #places: MarkPlaces;
  readonly #offset: number;
  readonly #shared: boolean;
  readonly #isElsewhere: IsElsewhere;
  /** The true places of events by the client's own count. */
  readonly #byCount: number[] = [];
  #highest = -1;
  strangers = 0;

  constructor(
    witness: Marks,
    places: MarkPlaces,
    offset: number,
    { shared, isElsewhere }: { readonly shared: boolean; readonly isElsewhere: IsElsewhere },
  ) {
    this.#witness = witness;
    this.#places = places;
    this.#offset = offset;
    this.#shared = shared;
    this.#isElsewhere = isElsewhere;
  }

  place({ from, marks }: Reading): PlacedReading {
    const cursor = from < 0 ? -1 : (this.#byCount[from] ?? from);
    const events: Placed[] = [];
    let due = cursor + 1;
    for (let at = 0; at < marks.length; at++) {
      const { seq, deviation } = this.#find(marks, at, due);
      events.push({ seq, deviation, dropped: seq >= 0 && seq <= this.#highest });
      const count = from + 1 + at;
      if (count >= this.#byCount.length) this.#byCount[count] = seq >= 0 ? seq : due - 1;
      if (seq < 0) continue;
      due = seq + 1;
      this.#highest = Math.max(this.#highest, seq);
    }
    return { cursor, events };
  }

  /** @param due the place, in the client's numbers, where the event should stand */
  #find(marks: Marks, at: number, due: number): Pick<Placed, "seq" | "deviation"> {
    const witness = this.#witness;
    const there = due - this.#offset;
    if (there >= 0 && there < witness.length && marks.same(at, witness, there))
      return { seq: due, deviation: DEVIATION.none };
    const unseen = there < 0 || (this.#shared && there >= witness.length);
    // Without an id, the same words may have been sent again where the witness did not look.
    const mayBeNew = marks.id(at) === 0 || this.#places.of(marks.key(at)).length === 0;
    if (unseen && mayBeNew) return { seq: due, deviation: DEVIATION.none };
    const candidates = around(this.#places.of(marks.key(at)), there, witness.length);
    const best = bestOf(candidates, (place) => agreement(marks, at + 1, witness, place + 1));
    if (best !== null) return { seq: best + this.#offset, deviation: DEVIATION.none };
    return this.#stranger(marks, at, there);
  }

  #stranger(marks: Marks, at: number, there: number): Pick<Placed, "seq" | "deviation"> {
    this.strangers++;
    const witness = this.#witness;
    if (this.#isElsewhere(marks.key(at))) return { seq: -1, deviation: DEVIATION.foreign };
    const same = this.#places.withId(marks.id(at));
    if (same >= 0) return { seq: same + this.#offset, deviation: DEVIATION.altered };
    const next = at + 1;
    const inserted = next < marks.length && there < witness.length && marks.same(next, witness, there);
    if (inserted || there >= witness.length) return { seq: -1, deviation: DEVIATION.unknown };
    return { seq: there + this.#offset, deviation: DEVIATION.altered };
  }
}
