import { hash } from "node:crypto";
import { scanAside, scanOffsets, scanResults, scanScratch } from "../../sse/scan/scan.ts";
import type { SseEvent } from "../../sse/sse-event.ts";
import { wordAt } from "./chain.ts";
import { PrefixViews } from "./prefix-views.ts";
import { HIGH, INDEX, LOW, readPayload, TOTAL } from "./scan-payload.ts";

/**
 * The fast path for a payload: it is proved from the event's bytes, without making a string of its text.
 *
 * Decoding, JSON.parse and encoding again for the hash cost many times the hash itself. The fast path handles the form in which
 * a payload is normally written. All other forms, and each payload that does not follow, go through the reader's slow path,
 * which alone says what is wrong. A property test holds both to the same answers.
 */
export interface LinkedPayload {
  readonly index: number;
  readonly total: number;
  /** The two words of its chain. */
  readonly high: number;
  readonly low: number;
}

const linkedPayload = { index: 0, total: 0, high: 0, low: 0 };
const views = new PrefixViews(scanScratch);

/**
 * @param event its data must be UTF-8
 * @param high the first word of the chain before, `low` the second
 * @returns the payload, valid until the next one is read; null when it has another form, or its chain does not follow
 */
export function readLinked(
  event: Pick<SseEvent, "raw" | "dataFrom" | "dataEnd">,
  high: number,
  low: number,
): LinkedPayload | null {
  let { dataFrom, dataEnd } = event;
  if (dataFrom < 0) {
    const { raw } = event;
    if (raw.length > scanAside.length) return null;
    scanAside.set(raw);
    dataFrom = scanOffsets.aside;
    dataEnd = scanOffsets.aside + raw.length;
  }
  const length = readPayload(dataFrom, dataEnd, high, low);
  if (length < 0) return null;
  const digest = hash("sha256", views.first(length), "binary");
  linkedPayload.high = scanResults[HIGH] as number;
  linkedPayload.low = scanResults[LOW] as number;
  if (wordAt(digest, 0) !== linkedPayload.high || wordAt(digest, 4) !== linkedPayload.low) return null;
  linkedPayload.index = scanResults[INDEX] as number;
  linkedPayload.total = scanResults[TOTAL] as number;
  return linkedPayload;
}
