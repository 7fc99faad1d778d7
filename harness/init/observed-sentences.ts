import type { StreamDescription } from "../protocols/description/description.ts";
import type { Observation, SeenEvent } from "./observe.ts";

/** How the reading of a stream ended, as the end of a sentence. */
export function endedText({ ended, error }: Observation): string {
  if (ended === "closed") return "then the server closed the stream";
  return ended === "lost"
    ? `then the connection broke (${error ?? "no reason was given"})`
    : "the stream was still open then";
}

export function endSentence(rule: NonNullable<StreamDescription["end"]>[number], { ended }: Observation): string {
  if (ended !== "closed" && typeof rule === "object" && "after" in rule) {
    return `Nothing ended the stream while it was watched, so each client leaves after ${rule.after} events. If an event ends it, write that one.`;
  }
  if (rule === "close") {
    return "The last event looks like the others, so the server's close is taken as the end. A client cannot tell such a close from a server that went away: an event that says so would be better.";
  }
  return `The last event is recognized by ${JSON.stringify(rule)}.`;
}

export function idSentence(events: readonly SeenEvent[]): string {
  const ids = events.map(({ id }) => id).filter((id) => id !== null);
  if (ids.length === 0) return "No event has an id: a client cannot say where it stopped.";
  const sparse = ids.length < events.length ? ` Only ${ids.length} of ${events.length} events have one.` : "";
  if (new Set(ids).size < ids.length)
    return `Ids repeat: ${JSON.stringify(ids.find((id, i) => ids.indexOf(id) < i))} came more than once.${sparse}`;
  const numbers = ids.map((id) => (/^\d{1,15}$/.test(id) ? Number(id) : Number.NaN));
  if (numbers.some(Number.isNaN)) return `Ids are opaque, such as ${JSON.stringify(ids[0])}.${sparse}`;
  const contiguous = numbers.every((each, i) => i === 0 || each === (numbers[i - 1] as number) + 1);
  return `Ids are ${contiguous ? "contiguous integers" : "integers with gaps"}, from ${ids[0]}.${sparse}`;
}

export function resumeSentence(cut: Observation, resumed: Observation | null): string {
  if (resumed === null)
    return "Without an id there was nothing to resume from: a reconnect reads the stream from wherever the server begins.";
  if (resumed.status !== 200) return `A resume was answered ${resumed.status}.`;
  const cursor = cut.events.findLast(({ id }) => id !== null)?.id ?? null;
  const [first] = resumed.events;
  if (!first) return `A resume after id ${JSON.stringify(cursor)} was answered 200 and sent no event.`;
  if (first.id === cursor)
    return `A resume after id ${JSON.stringify(cursor)} sends that event again; it should begin after it.`;
  if (first.id !== null && first.id === cut.events[0]?.id)
    return "A resume replays the stream from its start: the cursor was not used.";
  return `A resume after id ${JSON.stringify(cursor)} begins with ${JSON.stringify(first.id)}.`;
}

export function unknownSentence(all: readonly SeenEvent[], unknown: Observation): string {
  const [first] = unknown.events;
  if (unknown.status !== 200) return `A cursor that was never issued is answered ${unknown.status}.`;
  if (!first) return "A cursor that was never issued is answered 200, and no event came.";
  const from =
    first.id !== null && first.id === all[0]?.id
      ? "starts from the beginning"
      : `begins with ${JSON.stringify(first.id)}`;
  return `A cursor that was never issued is answered 200 and ${from}. The standard leaves that open.`;
}

export function heartbeat(at: readonly number[]): string {
  const gaps = at.slice(1).map((each, i) => each - (at[i] as number));
  const every = gaps.length === 0 ? null : gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  return every === null
    ? "One comment came, perhaps a heartbeat."
    : `A comment came every ${(every / 1_000).toFixed(1)} s, as a heartbeat.`;
}

export function lastAt({ events }: Observation): number {
  return events.at(-1)?.atMs ?? 0;
}
