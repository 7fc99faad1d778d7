import type { SseEvent } from "../../../sse/sse-event.ts";
import { type EventFacts, plainFacts } from "../../event-facts.ts";
import type { EventJson } from "../rules.ts";
import { DescribedReader } from "./described-reader.ts";

/**
 * Reads a stream whose events carry no number. It counts an event's place from the cursor on, as a client must that drops what it
 * has already. Whether that is the event's true place, the judge finds out by a second reading or a replay.
 */
export class IdentifiedReader extends DescribedReader {
  /** Events of the stream that reached the application. */
  #delivered = 0;
  /** The place of the next event on this connection. */
  #next = 0;

  protected override copyInto(fork: IdentifiedReader, covered: number): void {
    fork.#delivered = covered + 1;
  }

  protected override connected(from: number): void {
    this.#next = from + 1;
  }

  protected override readOwn(event: SseEvent, json: EventJson, foreign: boolean): EventFacts {
    if (foreign) {
      this.cursor.move(event, json, null); // a client cannot know that it is foreign
      return { ...plainFacts, foreign };
    }
    const place = this.#next++;
    const dropped = place < this.#delivered;
    const final = this.isEnd(event, json, place);
    if (!dropped) {
      this.#delivered++;
      this.deliver(json, final);
    }
    this.cursor.move(event, json, place);
    const facts = this.facts(-1, place, dropped, final);
    if (this.plan.marks) facts.mark = this.markOf(event);
    return facts;
  }
}
