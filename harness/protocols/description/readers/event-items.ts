import { ReadEvent, type SseEvent } from "../../../sse/sse-event.ts";

/** The items of an event as events. Its id is that of the last one: a client has all of them, or none. */
export function* itemsOf(event: SseEvent, list: readonly unknown[]): Generator<SseEvent> {
  const { type, id, number, hasId, bytes, wellFormed } = event;
  for (const [place, item] of list.entries()) {
    const data = Buffer.from(JSON.stringify(item));
    yield new ReadEvent(type, data, id, number, hasId && place === list.length - 1, bytes, wellFormed);
  }
}
