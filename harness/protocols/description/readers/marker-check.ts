import type { SseEvent } from "../../../sse/sse-event.ts";
import type { EventFacts } from "../../event-facts.ts";
import type { MarkerProof } from "../description.ts";
import { isHostile } from "../hostile-text.ts";
import type { EventJson, EventRules } from "../rules.ts";
import { fill, namesIn } from "../template.ts";

/**
 * Compares the word that each event repeats with the stream's own.
 *
 * Another stream's word makes an event foreign. A hostile word is a text that a careless server changes, so it shows another
 * fault: an event that came changed. Then a word that differs does not say whose the event is.
 */
export class MarkerCheck {
  readonly #proof: MarkerProof;
  readonly #rules: EventRules;
  /** The stream's values, which grow while it is read. */
  readonly #values: Readonly<Record<string, string>>;
  /** The names in braces of the word. One that is taken from the stream itself is not known before it has come. */
  readonly #names: readonly string[];
  readonly #isHostile: boolean;

  constructor(proof: MarkerProof, rules: EventRules, values: Readonly<Record<string, string>>) {
    this.#proof = proof;
    this.#rules = rules;
    this.#values = values;
    this.#names = namesIn(proof.equals ?? "{marker}");
    this.#isHostile = isHostile(values.marker ?? "");
  }

  isForeign(event: SseEvent, json: EventJson): boolean {
    const { marker, equals = "{marker}" } = this.#proof;
    if (marker === "data" && this.#rules.isEnd(event, json)) return false;
    const word = marker === "data" ? event.data : json.atFirst(marker);
    if (typeof word !== "string" && typeof word !== "number") return false; // the end may lack it, and proves nothing then
    if (this.#isHostile || !this.#names.every((name) => Object.hasOwn(this.#values, name))) return false;
    return String(word) !== fill(equals, this.#values);
  }

  /** Whether the stream's word came back otherwise than it was sent. */
  isAltered(event: SseEvent, json: EventJson, { final, foreign, seq, index }: EventFacts): boolean {
    if (!this.#isHostile || final || foreign || (seq < 0 && index < 0)) return false;
    const { marker } = this.#proof;
    if (marker !== "data") return json.atFirst(marker) !== this.#values.marker;
    // A stream has lines, and its reader cannot tell how they ended (HTML standard, 9.2.6).
    return event.data !== this.#values.marker?.replace(/\r\n?/g, "\n");
  }
}
