import { agreement, around, bestOf } from "./candidates.ts";
import { MarkPlaces, Marks } from "./marks.ts";
import { DEVIATION, type IsElsewhere, type Placed, type PlacedReading, type Reading } from "./placed.ts";

/** So many events in a row may be changed before it is decided that the replay ended. */
const lookahead = 8;

/**
 * Places the events of a client's connections by what the client saw before: a replay must repeat it, one by one.
 *
 * The client has no numbers, so it drops as many events as it has already. A replay that leaves one out makes it drop a new
 * one; a replay that sends one twice makes it deliver an old one as new. That is how a fault of the replay reaches the
 * application. The events after the replay are new, and nothing proves them.
 */
export function placeByReplay(
  readings: readonly Reading[],
  isElsewhere: IsElsewhere,
): { readonly readings: readonly PlacedReading[]; readonly replayed: number; readonly strangers: number } {
  const placer = new ReplayPlacer(isElsewhere);
  const placed = readings.map((reading) => placer.place(reading));
  return { readings: placed, replayed: placer.replayed, strangers: placer.strangers };
}

class ReplayPlacer {
  readonly #isElsewhere: IsElsewhere;
  readonly #seen = new Marks();
  readonly #places = new MarkPlaces(this.#seen);
  /** Events that were compared with one that came before. */
  replayed = 0;
  strangers = 0;

  constructor(isElsewhere: IsElsewhere) {
    this.#isElsewhere = isElsewhere;
  }

  place({ from, marks }: Reading): PlacedReading {
    const before = this.#seen.length;
    const repeats = Math.max(0, before - (from + 1));
    const events: Placed[] = [];
    let due = Math.min(from + 1, before);
    for (let at = 0; at < marks.length; at++) {
      const { seq, deviation } = this.#find(marks, at, due, before);
      const isNew = seq === this.#seen.length;
      if (isNew) this.#seen.push(marks.id(at), marks.lo(at), marks.hi(at));
      else if (seq >= 0) this.replayed++;
      events.push({ seq, deviation, dropped: at < repeats || (seq >= 0 && !isNew) });
      if (seq >= 0) due = seq + 1;
    }
    return { cursor: Math.min(from, before - 1), events };
  }

  #find(marks: Marks, at: number, due: number, before: number): Pick<Placed, "seq" | "deviation"> {
    const seen = this.#seen;
    if (due >= before) return this.#new(marks, at);
    if (marks.same(at, seen, due)) return { seq: due, deviation: DEVIATION.none };
    const candidates = around(this.#places.of(marks.key(at)), due, before);
    const best = bestOf(candidates, (place) => agreement(marks, at + 1, seen, place + 1));
    if (best !== null) return { seq: best, deviation: DEVIATION.none };
    const same = this.#places.withId(marks.id(at));
    if (same >= 0) return this.#altered(same);
    if (!this.#goesOn(marks, at, due, before)) return this.#new(marks, at); // the replay left out its rest
    this.strangers++;
    if (this.#isElsewhere(marks.key(at))) return { seq: -1, deviation: DEVIATION.foreign };
    const inserted = at + 1 < marks.length && marks.same(at + 1, seen, due);
    return inserted ? { seq: -1, deviation: DEVIATION.unknown } : { seq: due, deviation: DEVIATION.altered };
  }

  #altered(seq: number): Pick<Placed, "seq" | "deviation"> {
    this.strangers++;
    return { seq, deviation: DEVIATION.altered };
  }

  /** After the replay, only its id shows that an event is an old one: the same words may be sent again. */
  #new(marks: Marks, at: number): Pick<Placed, "seq" | "deviation"> {
    if (marks.id(at) !== 0) {
      const [place] = this.#places.of(marks.key(at));
      if (place !== undefined) return { seq: place, deviation: DEVIATION.none };
      const same = this.#places.withId(marks.id(at));
      if (same >= 0) return this.#altered(same);
    }
    if (this.#isElsewhere(marks.key(at)) && marks.id(at) !== 0) {
      this.strangers++;
      return { seq: -1, deviation: DEVIATION.foreign };
    }
    return { seq: this.#seen.length, deviation: DEVIATION.none };
  }

  /** Whether the replay goes on after an event that it should not have: one that was put in, or that took another's place. */
  #goesOn(marks: Marks, at: number, due: number, before: number): boolean {
    if (at + 1 < marks.length && marks.same(at + 1, this.#seen, due)) return true;
    for (let more = 1; more <= lookahead && at + more < marks.length && due + more < before; more++) {
      if (marks.same(at + more, this.#seen, due + more)) return true;
    }
    return false;
  }
}
