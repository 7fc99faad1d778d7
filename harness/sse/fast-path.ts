import {
  base,
  DATA_END,
  DATA_FROM,
  found,
  input,
  NUMBER,
  SUM,
  scan,
  sumFrom,
  TYPE_END,
  TYPE_FROM,
  WELL_FORMED,
} from "./scan/scan.ts";
import { nameOf } from "./sse-bytes.ts";
import type { SseEvent } from "./sse-event.ts";

/** An event whose bytes lie in `input`. There is one for all: as every event, it lives as long as the handler that gets it. */
class UsualEvent implements SseEvent {
  type = "";
  number = 0;
  bytes = 0;
  wellFormed = true;
  sum = 0;
  dataFrom = 0;
  dataEnd = 0;
  readonly hasId = true;

  get id(): string {
    return String(this.number);
  }

  get raw(): Buffer {
    return input.subarray(this.dataFrom - base.input, this.dataEnd - base.input);
  }

  get data(): string {
    return this.raw.toString("utf8");
  }
}

const event = new UsualEvent();

/**
 * Reads what nearly every block is: a number as its id, a type in small letters, one line of data, a blank line, all of it
 * in `input` from one place to the other.
 *
 * @returns null for all else, which is left to the parser line by line
 */
export function readUsualBlock(from: number, to: number, maxBytes: number): SseEvent | null {
  const bytes = scan.readBlock(base.input + from, base.input + to);
  if (bytes === 0 || bytes > maxBytes) return null;
  const typeFrom = (found[TYPE_FROM] as number) - base.input;
  event.type = nameOf(input, typeFrom, (found[TYPE_END] as number) - base.input);
  event.number = found[NUMBER] as number;
  event.bytes = bytes;
  event.wellFormed = found[WELL_FORMED] === 1;
  event.sum = sumFrom(found[SUM] as number);
  event.dataFrom = found[DATA_FROM] as number;
  event.dataEnd = found[DATA_END] as number;
  return event;
}
