import type { SseEvent } from "../../sse/sse-event.ts";

/** @returns the id as a number, -1 when the event has none, null when it has one that is not a number */
export function numberOfId(event: SseEvent): number | null {
  if (event.number >= 0 && event.hasId) return event.number;
  if (!event.hasId || event.id === "") return -1;
  if (event.id.length > 9) return null;
  let seq = 0;
  for (let i = 0; i < event.id.length; i++) {
    const digit = event.id.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return null;
    seq = seq * 10 + digit;
  }
  return seq;
}
