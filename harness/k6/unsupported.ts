import { isPublisher, isWitness, type StreamDescription } from "../protocols/description/description.ts";

/** What stock k6 cannot do of a described protocol, as the end of a sentence; null when it can do all of it. */
export function whyNotInK6({ cursor, end = [], proof, items }: StreamDescription): string | null {
  if (proof.some(isPublisher)) return "it publishes nothing beside its streams, which the proof publisher needs";
  if (proof.some(isWitness)) return "it reads no stream a second time, which the proof witness needs";
  if (end.some((rule) => typeof rule === "object" && "after" in rule))
    return "it gets an answer whole, so it cannot leave after a number of events";
  if (cursor.from === "count") return "it does not count the events that came twice, so it has no count to send";
  if (items !== undefined) return "it reads no event that holds several";
  return null;
}
