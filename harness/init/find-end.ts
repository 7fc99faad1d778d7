import type { StreamDescription } from "../protocols/description/description.ts";
import { parseJson } from "../protocols/description/json-pointer.ts";
import type { Observation } from "./observe.ts";

/** The most events after which a client leaves a stream that nothing ends: enough for two cuts. */
const enough = 40;

export function endOf({ events, ended }: Observation): {
  readonly rule: NonNullable<StreamDescription["end"]>[number];
} {
  const last = events.at(-1);
  if (ended !== "closed" || !last) return { rule: { after: Math.max(5, Math.min(enough, events.length)) } };
  const before = events.slice(0, -1);
  if (before.every(({ type }) => type !== last.type) && last.type !== "message") return { rule: { event: last.type } };
  const json = parseJson(last.data);
  if (typeof json !== "object" && before.every(({ data }) => data !== last.data)) return { rule: { data: last.data } };
  for (const key of ["type", "event", "status", "done"]) {
    const value = (json as Record<string, unknown> | null)?.[key];
    const others = before.map(({ data }) => (parseJson(data) as Record<string, unknown> | null | undefined)?.[key]);
    if ((typeof value === "string" || typeof value === "boolean") && others.every((each) => each !== value)) {
      return { rule: { pointer: `/${key}`, equals: value } };
    }
  }
  return { rule: "close" };
}
