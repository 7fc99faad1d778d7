import {
  DATA_END,
  DATA_FROM,
  NUMBER,
  nonZeroSum,
  SUM,
  scan,
  scanInput,
  scanOffsets,
  scanResults,
  TYPE_END,
  TYPE_FROM,
  WELL_FORMED,
} from "./scan/scan.ts";
import { nameOf } from "./sse-bytes.ts";
import type { SseEvent } from "./sse-event.ts";

/** An event whose bytes are in `scanInput`. Reused for every event, so it is valid only until the handler returns. */
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
    return scanInput.subarray(this.dataFrom - scanOffsets.input, this.dataEnd - scanOffsets.input);
  }

  get data(): string {
    return this.raw.toString("utf8");
  }
}

const usualEvent = new UsualEvent();

/**
 * Reads a block in the common form from `scanInput`: a number as its id, a type in small letters, one line of data, a blank line.
 *
 * @returns null for a block in another form, which the parser reads line by line
 */
export function readUsualBlock(from: number, to: number, maxBytes: number): SseEvent | null {
  const bytes = scan.readBlock(scanOffsets.input + from, scanOffsets.input + to);
  if (bytes === 0 || bytes > maxBytes) return null;
  const typeFrom = (scanResults[TYPE_FROM] as number) - scanOffsets.input;
  usualEvent.type = nameOf(scanInput, typeFrom, (scanResults[TYPE_END] as number) - scanOffsets.input);
  usualEvent.number = scanResults[NUMBER] as number;
  usualEvent.bytes = bytes;
  usualEvent.wellFormed = scanResults[WELL_FORMED] === 1;
  usualEvent.sum = nonZeroSum(scanResults[SUM] as number);
  usualEvent.dataFrom = scanResults[DATA_FROM] as number;
  usualEvent.dataEnd = scanResults[DATA_END] as number;
  return usualEvent;
}
